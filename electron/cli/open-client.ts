import { setTimeout as delay } from 'node:timers/promises';
import { type LocalRequests, localRequests, type RequestName, type RequestOutput } from '../../contract/requests.ts';
import { ok, type Result } from '../../contract/result.ts';
import type { Logger } from '../base/log.ts';
import { type ControlClient, connectControl } from '../control/control-client.ts';
import { createRequestHandler } from '../control/handle-request.ts';
import { readOwner } from '../control/instance-lock.ts';
import type { Protection } from '../protection.ts';

/** A client and whether a running Lazaret answers it (else this process does, for one command). */
export interface OpenedClient {
  readonly client: ControlClient;
  readonly running: boolean;
}

/** How long an instance may take from its lock to its control socket. */
const startingInstanceMs = 10_000;

/**
 * Connects to the Lazaret that owns the data directory; where none runs, opens the directory in this process.
 * @param open opens it in this process, `already-running` when another instance has it
 */
export async function openClient(
  dataDirectory: string,
  open: () => Promise<Result<Protection>>,
  log: Logger,
): Promise<Result<OpenedClient>> {
  const end = performance.now() + startingInstanceMs;
  for (;;) {
    const socket = readOwner(dataDirectory)?.socket ?? null;
    const client = socket === null ? null : await connectControl(socket);
    if (client !== null) return ok({ client, running: true });
    const opened = await open();
    if (opened.ok) return ok({ client: localClient(opened.value, log), running: false });
    if (opened.error.code !== 'already-running' || performance.now() > end) return opened;
    await delay(100);
  }
}

function localClient(protection: Protection, log: Logger): ControlClient {
  const handle = createRequestHandler(localRequests, protection.handlers, log);
  return {
    async request<N extends RequestName<LocalRequests>>(name: N, input: unknown) {
      // The handler of `name` answers with that request's output, as `Handlers` says.
      return (await handle(name, input)) as Result<RequestOutput<LocalRequests, N>>;
    },
    onEvent: (listener) => protection.onEvent((event, { jobIds }) => listener(event, jobIds)),
    onLost: () => () => undefined,
    close: () => protection.stop(),
  };
}
