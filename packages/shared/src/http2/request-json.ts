import type { ClientHttp2Session, OutgoingHttpHeaders } from 'node:http2';
import { z } from 'zod';
import { AppError, toAppError } from '../errors/app-error.ts';
import { type OpenStream, openStream } from './open-stream.ts';
import { bodyLimitBytes, parseJsonBody, readBody } from './read-body.ts';

export type RequestJsonOptions<Out extends z.ZodType> = {
  /** Default: POST when there is a body, GET otherwise. */
  readonly method?: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as JSON. Parsed by `input` first when that is given. */
  readonly body?: unknown;
  readonly input?: z.ZodType;
  readonly output: Out;
  /** For the whole call. Default: 30 s. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** Bytes that the answer may have. Default: 1 MiB. */
  readonly limitBytes?: number;
};

const callDeadlineMs = 30_000;

/**
 * A unary call.
 *
 * @throws AppError: the peer's own, or `truncated`, `deadline-exceeded`, `cancelled`, `unavailable` (the
 *   session is gone), `too-large`, `bad-peer` (the answer does not fit `output`).
 */
export async function requestJson<Out extends z.ZodType>(
  session: ClientHttp2Session,
  options: RequestJsonOptions<Out>,
): Promise<z.output<Out>> {
  const { path, body, signal, deadlineMs = callDeadlineMs } = options;
  const sent = options.input === undefined ? body : options.input.parse(body);
  const method = options.method ?? (sent === undefined ? 'GET' : 'POST');
  const call = openStream(session, {
    method,
    path,
    headers: { ...(sent === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
    deadlineMs,
    endStream: sent === undefined,
    ...(signal === undefined ? {} : { signal }),
  });
  const late = new AppError('deadline-exceeded', `${path} did not answer within ${deadlineMs} ms.`);
  const timer = setTimeout(() => call.abort(late), deadlineMs);
  try {
    if (sent !== undefined) call.stream.end(JSON.stringify(sent));
    return parseAnswer(path, options.output, await readAnswer(call, options.limitBytes ?? bodyLimitBytes));
  } finally {
    clearTimeout(timer);
  }
}

async function readAnswer(call: OpenStream, limitBytes: number): Promise<Buffer> {
  const body = await readBody(call.stream, limitBytes).catch((error: unknown) => {
    // `ended` knows the cause better than the reader does, but for a body that is too large.
    const appError = toAppError(error);
    if (appError.code === 'too-large') call.abort(appError);
    return Buffer.alloc(0);
  });
  await call.ended;
  return body;
}

function parseAnswer<Out extends z.ZodType>(path: string, output: Out, body: Buffer): z.output<Out> {
  const parsed = output.safeParse(parseJsonBody(body, 'bad-peer'));
  if (parsed.success) return parsed.data;
  throw new AppError(
    'bad-peer',
    `The answer of ${path} is not understood: ${z.prettifyError(parsed.error).slice(0, 1000)}`,
    {
      cause: parsed.error,
    },
  );
}
