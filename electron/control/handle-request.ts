import { z } from 'zod';
import type { Handlers, RequestMap } from '../../contract/requests.ts';
import { fail, type Result } from '../../contract/result.ts';
import type { Logger } from '../base/log.ts';

type AnyHandler = (input: unknown) => Promise<Result<unknown>>;

/**
 * Makes one function of a map of requests and its handlers: checks the name, parses the input, calls the handler.
 * A handler that throws has a bug: it is logged, and the caller hears `internal`.
 */
export function createRequestHandler<M extends RequestMap>(
  requests: M,
  handlers: Handlers<M>,
  log: Logger,
): (name: string, input: unknown) => Promise<Result<unknown>> {
  return async (name, input) => {
    const request = Object.hasOwn(requests, name) ? requests[name] : undefined;
    if (request === undefined) return fail('unknown-request', `There is no request named ${JSON.stringify(name)}.`);
    const parsed = request.input.safeParse(input);
    if (!parsed.success) {
      return fail('invalid-input', `${name} was asked for with bad input: ${z.prettifyError(parsed.error)}`);
    }
    try {
      // The type of `Handlers` ties each name to its input; a name known only at run time loses that tie here.
      const handler = handlers[name as keyof typeof handlers] as AnyHandler;
      return await handler(parsed.data);
    } catch (error) {
      log.error(`request ${name} failed`, error);
      const why = error instanceof Error ? error.message : String(error);
      return fail(
        'internal',
        `${name} failed unexpectedly: ${why}. Nothing else was affected; the log has the details.`,
      );
    }
  };
}
