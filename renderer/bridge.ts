import { type Bridge, droppedScanSchema, type Navigation, navigationSchema } from '../contract/bridge.ts';
import { type RequestInput, type RequestName, type WindowRequests, windowRequests } from '../contract/requests.ts';
import { fail, ok, type Result, resultSchema } from '../contract/result.ts';
import { type StatePush, statePushSchema } from '../contract/state.ts';

declare global {
  interface Window {
    readonly lazaret?: Bridge;
  }
}

/**
 * The window's side of the bridge: what comes back is parsed before anything shows it, and a request that throws or
 * answers nonsense is a failure like any other.
 */
export function checkedBridge(raw: Bridge): Bridge {
  return {
    request: async <N extends RequestName<WindowRequests>>(name: N, input: RequestInput<WindowRequests, N>) => {
      try {
        const result = resultSchema.parse(await raw.request(name, input));
        if (!result.ok) return result;
        return { ok: true, value: windowRequests[name].output.parse(result.value) } as Awaited<
          ReturnType<typeof raw.request<N>>
        >;
      } catch (error) {
        return fail('internal', `${name}: ${String(error)}`);
      }
    },
    scanDropped: async (files) => {
      try {
        const result = resultSchema.parse(await raw.scanDropped(files));
        return result.ok ? ok(droppedScanSchema.parse(result.value)) : result;
      } catch (error) {
        return fail('internal', `scanDropped: ${String(error)}`);
      }
    },
    subscribe: (listener: (push: StatePush) => void) => raw.subscribe((push) => listener(statePushSchema.parse(push))),
    onNavigate: (listener: (navigation: Navigation) => void) =>
      raw.onNavigate((navigation) => listener(navigationSchema.parse(navigation))),
  };
}

/** Resolves to the request's result, or to an `internal` failure once `deadlineMs` has passed. */
export async function withDeadline<T>(
  request: Promise<Result<T>>,
  deadlineMs: number,
  lateMessage: string,
): Promise<Result<T>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Result<T>>((resolve) => {
    timer = setTimeout(() => resolve(fail('internal', lateMessage)), deadlineMs);
  });
  try {
    return await Promise.race([request, late]);
  } finally {
    clearTimeout(timer);
  }
}
