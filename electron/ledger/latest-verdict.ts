import { z } from 'zod';
import { type Action, actionSchema, type Verdict, verdictSchema } from '../../contract/verdicts.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import type { LedgerDatabase } from './ledger-database.ts';
import { identityKey } from './rows.ts';

/** A version of a file, or a file that could not be looked at. */
export interface FileVersion {
  readonly path: FilePath;
  readonly identity: FileIdentity | null;
}

/** The last word on a version of a file, as far as it decides whether another is needed. */
export interface LatestVerdict {
  /** An ISO time. */
  readonly at: string;
  readonly verdict: Verdict;
  readonly action: Action;
  readonly engine: string | null;
  readonly signatureVersion: string | null;
}

type Latest = readonly (LatestVerdict | null)[];
type Terms = Omit<LatestVerdict, 'at'>;

/** So many files are asked for at once, the fewest that are enough. */
const together = [1, 16, 128] as const;
const mostTogether = 128;

/**
 * The row of one file, as a line of text. The terms are JSON without a line's end in it; what stands before them is left out
 * where it is null. Text takes the database half as long as JSON does, and a row that is handed over by itself longer still.
 */
const line = `concat_ws(' ', place, dev, ino, mtime_ns, ctime_ns, at, json_array(verdict, action, engine, signature_version))`;
const termsSchema = z.tuple([verdictSchema, actionSchema, z.string().nullable(), z.string().nullable()]);
const answerSchema = z.tuple([z.string().nullable()]);
/** Nearly all rows are judged by the same engine, so their terms are read once. */
const maxTermsKept = 64;

/**
 * Makes the way to ask for them: for each version its verdict, or null where nothing is known, or only of another version.
 * They are asked for at every file of every sweep.
 */
export function createLatestVerdicts(database: LedgerDatabase): (files: readonly FileVersion[]) => Latest {
  const statements = together.map((size) => {
    const places = Array.from({ length: size }, (_, place) => `(${place}, ?)`).join(', ');
    const rows = database
      .prepare(`WITH asked(place, path) AS (VALUES ${places}) SELECT group_concat(${line}, char(10))
        FROM asked CROSS JOIN verdicts ON verdicts.path = asked.path AND latest = 1`)
      .raw(true);
    return { size, rows };
  });

  const known = new Map<string, Terms>();
  const readTerms = (text: string): Terms => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const [verdict, action, engine, signatureVersion] = termsSchema.parse(JSON.parse(text));
    if (known.size >= maxTermsKept) known.clear();
    const terms = { verdict, action, engine, signatureVersion };
    known.set(text, terms);
    return terms;
  };

  /** Null where the row, whose version begins at `start`, is of another version. */
  const read = (row: string, start: number, { identity }: FileVersion): LatestVerdict | null => {
    const key = identity === null ? '' : `${identityKey(identity)} `;
    if (!row.startsWith(key, start)) return null;
    const termsStart = row.indexOf('[', start);
    const at = row.slice(start + key.length, termsStart - 1);
    // Where no version is asked for, numbers before the time are a version.
    return at.includes(' ') ? null : { at, ...readTerms(row.slice(termsStart)) };
  };

  return (files) => {
    const verdicts = files.map((): LatestVerdict | null => null);
    for (let start = 0; start < files.length; start += mostTogether) {
      const left = Math.min(files.length - start, mostTogether);
      const statement = statements.find(({ size }) => size >= left);
      if (statement === undefined) throw new Error(`No statement asks for ${left} files`);
      const asked = Array.from({ length: statement.size }, (_, place) => files[start + place]?.path.bytes ?? null);
      const [text] = answerSchema.parse(statement.rows.get(asked));
      for (const row of text === null ? [] : text.split('\n')) {
        const cut = row.indexOf(' ');
        const place = start + Number(row.slice(0, cut));
        const file = files[place];
        if (file !== undefined) verdicts[place] = read(row, cut + 1, file);
      }
    }
    return verdicts;
  };
}
