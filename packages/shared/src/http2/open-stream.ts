import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { AppError } from '../errors/app-error.ts';
import { abortError, optional } from './abort-error.ts';
import { resetStream, streamError } from './reset-stream.ts';
import { decodeStatus, statusTrailer } from './terminal-record.ts';

export type OpenStreamOptions = {
  readonly method?: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Aborting resets the stream (CANCEL). */
  readonly signal?: AbortSignal;
  /** Until the response's headers. Default: 30 s. */
  readonly deadlineMs?: number;
  /** The request has no body. Default: false for POST and PUT, true otherwise. */
  readonly endStream?: boolean;
};

export type OpenStream = {
  /** Write the request's body to it, read the response's from it. Its end alone does not mean success. */
  readonly stream: ClientHttp2Stream;
  /** The response's headers, whatever their status. */
  readonly response: Promise<IncomingHttpHeaders>;
  /**
   * Resolves when the whole body was read and the terminal record says "ok". Rejects with the record's
   * error, `truncated` (no record), `unavailable` (no response), `deadline-exceeded`, or the signal's reason.
   */
  readonly ended: Promise<{ readonly status: 'ok' }>;
  /** Resets the stream; `ended` rejects with this error unless it has settled. */
  readonly abort: (error: AppError) => void;
};

export const responseDeadlineMs = 30_000;

/** Opens a stream. @throws `unavailable` when the session is gone or takes no new streams. */
export function openStream(session: ClientHttp2Session, options: OpenStreamOptions): OpenStream {
  const method = options.method ?? 'POST';
  const endStream = options.endStream ?? !['POST', 'PUT', 'PATCH'].includes(method);
  // Node makes a stream even then, and lets it fail later under another name.
  if (session.destroyed || session.closed)
    throw streamError(session, { cause: undefined, hasResponse: false, code: 0 });
  const headers = { ':method': method, ':path': options.path, ...options.headers };
  try {
    return follow(session, session.request(headers, { endStream }), options);
  } catch (cause) {
    throw streamError(session, { cause, hasResponse: false, code: 0 });
  }
}

function follow(
  session: ClientHttp2Session,
  stream: ClientHttp2Stream,
  options: OpenStreamOptions,
): OpenStream {
  const response = Promise.withResolvers<IncomingHttpHeaders>();
  const ended = Promise.withResolvers<{ status: 'ok' }>();
  const seen: { trailers: IncomingHttpHeaders | null; hasResponse: boolean; cause: unknown } = {
    trailers: null,
    hasResponse: false,
    cause: undefined,
  };
  const deadlineMs = options.deadlineMs ?? responseDeadlineMs;
  const late = new AppError('deadline-exceeded', `${options.path} did not answer within ${deadlineMs} ms.`);
  const timer = setTimeout(() => abort(late), deadlineMs);
  const onAbort = (): void => abort(abortError(options.signal as AbortSignal));

  const settle = (error: AppError | null): void => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
    if (error === null) {
      ended.resolve({ status: 'ok' });
      return;
    }
    response.reject(error);
    ended.reject(error);
  };
  const abort = (error: AppError): void => {
    settle(error);
    resetStream(stream, constants.NGHTTP2_CANCEL);
  };
  stream.once('response', (headers) => {
    clearTimeout(timer);
    seen.hasResponse = true;
    response.resolve(headers);
  });
  stream.once('trailers', (trailers) => {
    seen.trailers = trailers;
  });
  stream.on('error', (error) => {
    seen.cause ??= error;
  });
  stream.once('end', () => {
    const error = decodeStatus(seen.trailers?.[statusTrailer]);
    if (seen.trailers !== null) settle(error);
    // Nobody wants the rest of a request that has failed; after "ok" it may well go on.
    if (error !== null) resetStream(stream, constants.NGHTTP2_CANCEL);
  });
  stream.once('close', () => settle(streamError(session, { ...seen, code: stream.rstCode })));
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (options.signal?.aborted) onAbort();
  return { stream, response: optional(response.promise), ended: optional(ended.promise), abort };
}
