import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';
import { bodyLimitBytes, parseJsonBody, readBody } from './read-body.ts';
import { beginResponse, endOk } from './respond.ts';
import type { RouteHandler, RouterRequest } from './router.ts';

export type JsonHandlerOptions = {
  /** Bytes that the request's body may have. Default: 1 MiB. */
  readonly limitBytes?: number;
};

/**
 * A handler of a unary call: reads the body (none is `{}`), parses it by `input`, answers what `work`
 * returns as JSON. An input that does not fit is `invalid-input` and names its fields; an output that does
 * not fit its own schema is our own mistake (`internal`).
 */
export function jsonHandler<In extends z.ZodType, Out extends z.ZodType>(
  input: In,
  output: Out,
  work: (input: z.output<In>, request: RouterRequest) => Promise<z.input<Out>> | z.input<Out>,
  options: JsonHandlerOptions = {},
): RouteHandler {
  return async (request) => {
    const body = await readBody(request.stream, options.limitBytes ?? bodyLimitBytes);
    const parsed = input.safeParse(parseJsonBody(body, 'invalid-input'));
    if (!parsed.success) {
      throw new AppError('invalid-input', z.prettifyError(parsed.error).slice(0, 4000), {
        cause: parsed.error,
      });
    }
    const answer = output.safeParse(await work(parsed.data, request));
    if (!answer.success) {
      throw new AppError('internal', `The answer of ${request.path} does not fit its schema.`, {
        cause: answer.error,
      });
    }
    beginResponse(request.stream, { 'content-type': 'application/json' });
    endOk(request.stream, JSON.stringify(answer.data));
  };
}
