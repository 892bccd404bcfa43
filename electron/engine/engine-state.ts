import type { EndpointState } from '../../contract/endpoints.ts';
import type { OwnSignatures, SignatureDatabase, SignatureUpdates } from '../../contract/signatures.ts';
import type { EngineState, SignaturesState } from '../../contract/state.ts';
import type { EndpointHealth } from './canary.ts';
import { formatEndpoint } from './endpoint.ts';
import { troubleOf } from './endpoint-trouble.ts';
import type { EngineMember } from './engine-member.ts';

export interface EngineFacts {
  /** All that may be used, in the order they are shown. */
  readonly members: readonly EngineMember[];
  /** Those of them that are given work. */
  readonly inUse: readonly EngineMember[];
  /** What the user wrote for endpoints and cannot be read as such. */
  readonly unreadable: readonly string[];
  /** By the monotonic clock. */
  readonly nowMs: number;
  /** What the clamd of our own loads; null while it does not run. */
  readonly ownDatabase: 'official' | 'starter' | null;
  readonly updates: SignatureUpdates;
  readonly ownSignatures: OwnSignatures;
  readonly space: EngineState['space'];
  /** What is in each of the system's database directories. */
  readonly systemDatabases: readonly (readonly SignatureDatabase[])[];
  /** Why an engine may yet come: the first checks or a clamd of our own are under way. Null when nothing is. */
  readonly starting: string | null;
  /** What to do about it when no endpoint is healthy; null for the endpoints' own words. */
  readonly remedy: string | null;
  /** Official signatures that were built longer ago are stale. */
  readonly staleAfterDays: number;
  readonly now: Date;
}

/** What was told longer ago is no news. */
const statsKeptMs = 30_000;

const dayMs = 24 * 60 * 60 * 1000;

const noSignatures: SignaturesState = { kind: 'unknown', version: null, builtAt: null, count: null };

/** The one way from endpoints and their health to what Lazaret says of its engine. */
export function describeEngine(facts: EngineFacts): EngineState {
  const { members } = facts;
  const endpoints = [
    ...members.map((member) => describeMember(member, facts)),
    ...facts.unreadable.map(describeUnreadable),
  ];
  const best = facts.inUse.find((member) => member.health()?.healthy === true);
  const health = best?.health();
  if (best === undefined || health?.healthy !== true) {
    const own = endpoints.map(({ endpoint, detail }) => `${endpoint}: ${detail}`).join('; ');
    return {
      status: facts.starting === null ? 'down' : 'starting',
      name: null,
      detail: facts.starting ?? facts.remedy ?? own,
      endpoint: null,
      source: null,
      signatures: noSignatures,
      updates: facts.updates,
      ownSignatures: facts.ownSignatures,
      space: facts.space,
      lenient: false,
      checkedAt: latest(members),
      endpoints,
    };
  }
  const signatures = describeSignatures(health, best, facts);
  const ageMs = signatures.builtAt === null ? 0 : facts.now.getTime() - new Date(signatures.builtAt).getTime();
  const isStale = ageMs > facts.staleAfterDays * dayMs;
  const failing = facts.inUse.filter((member) => member.health()?.healthy !== true).length;
  return {
    status: isStale ? 'stale' : 'healthy',
    name: health.name,
    detail: [
      `${health.name} answers and finds what it must find.`,
      failing === 0 ? null : `${failing} of ${facts.inUse.length} endpoints do not.`,
      health.caveat?.detail ?? null,
    ]
      .filter((part) => part !== null)
      .join(' '),
    endpoint: formatEndpoint(best.endpoint),
    source: best.source,
    signatures,
    updates: facts.updates,
    ownSignatures: facts.ownSignatures,
    space: facts.space,
    lenient: facts.inUse.some((member) => isLenient(member.health())),
    checkedAt: best.checkedAt()?.toISOString() ?? null,
    endpoints,
  };
}

/** Whether this clamd calls files clean that it did not look into, or not to their end. */
export const isLenient = (health: EndpointHealth | null): boolean => health?.healthy === true && health.caveat !== null;

function describeMember(member: EngineMember, { inUse, nowMs }: EngineFacts): EndpointState {
  const health = member.health();
  const sound = health?.healthy === true ? health : null;
  const stats = member.stats();
  return {
    endpoint: formatEndpoint(member.endpoint),
    source: member.source,
    inUse: inUse.includes(member),
    healthy: sound !== null,
    trouble: troubleOf(health),
    detail: health === null ? 'Not checked yet.' : health.healthy ? (health.caveat?.detail ?? '') : health.detail,
    name: sound?.name ?? null,
    signatureVersion: sound?.signatureVersion ?? null,
    busy: member.busy(),
    checkedAt: member.checkedAt()?.toISOString() ?? null,
    stats: stats === null || nowMs - stats.atMs > statsKeptMs ? null : stats.told,
  };
}

const describeUnreadable = (text: string): EndpointState => ({
  endpoint: text,
  source: 'configured',
  inUse: false,
  healthy: false,
  trouble: 'unreadable',
  detail: 'It is neither host:port nor the path of a socket.',
  name: null,
  signatureVersion: null,
  busy: 0,
  checkedAt: null,
  stats: null,
});

/** Only a database that VERSION names is official; of a stranger's clamd without one nothing can be known. */
function describeSignatures(
  health: Extract<EndpointHealth, { healthy: true }>,
  member: EngineMember,
  { ownDatabase, updates, systemDatabases }: EngineFacts,
): SignaturesState {
  if (health.signatureVersion !== null) {
    const { signatureVersion: version, signaturesBuiltAt: builtAt } = health;
    const loaded = [updates.databases, ...systemDatabases].find((databases) =>
      databases.some((database) => database.name === 'daily' && String(database.version) === version),
    );
    if (loaded === undefined) return { kind: 'official', version, builtAt, count: null };
    // A header tells the time with its zone, clamd without.
    const daily = loaded.find(({ name }) => name === 'daily');
    const count = loaded.reduce((sum, database) => sum + database.count, 0);
    return { kind: 'official', version, builtAt: daily?.builtAt ?? builtAt, count };
  }
  const isStarter = member.source === 'supervised' && ownDatabase === 'starter';
  return { ...noSignatures, kind: isStarter ? 'starter' : 'unknown' };
}

function latest(members: readonly EngineMember[]): string | null {
  const times = members.flatMap((member) => member.checkedAt()?.getTime() ?? []);
  return times.length === 0 ? null : new Date(Math.max(...times)).toISOString();
}
