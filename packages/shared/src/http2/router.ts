/**
 * Routes the streams of an HTTP/2 session by a table of `'METHOD /path'` keys. It answers unknown paths with
 * a typed `unsupported`, and turns what a handler throws into the response's end; it knows no message.
 */
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { AppError, toAppError } from '../errors/app-error.ts';
import { compileRoutes } from './match-route.ts';
import { endError, hasEnded } from './respond.ts';

export type RouterRequest = {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Decoded `:name` segments; `'*'` is the undecoded rest of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Aborted when the client is gone or the stream was reset before the response's outcome was decided. */
  readonly signal: AbortSignal;
};

/** Ends the response itself (`endOk`, `endError`), perhaps after it has returned; what it throws ends it too. */
export type RouteHandler = (request: RouterRequest) => Promise<void> | void;
export type Routes = Readonly<Record<string, RouteHandler>>;

export type Router = { readonly handle: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void };

export type RouterDeps = {
  /** Told of everything that a handler threw, for the log. */
  readonly onError?: (error: AppError, request: RouterRequest) => void;
};

export function createRouter(routes: Routes, deps: RouterDeps = {}): Router {
  const match = compileRoutes(routes);
  const handle = async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> => {
    // Its 'close' follows and tells the same; without a listener a peer's reset would end the process.
    stream.on('error', ignoreReset);
    const request = toRequest(stream, headers);
    try {
      const found = match(request.method, request.path);
      if (found === null) throw unsupported(request);
      await found.handler({ ...request, params: found.params });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!stream.closed && !stream.destroyed) deps.onError?.(error, request);
      endError(stream, error);
    }
  };
  return { handle: (stream, headers) => void handle(stream, headers) };
}

function ignoreReset(): void {}

const unsupported = (request: RouterRequest): AppError =>
  new AppError('unsupported', `There is no ${request.method} ${request.path.slice(0, 200)}.`);

function toRequest(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): RouterRequest {
  const [path = '/', query = ''] = (headers[':path'] ?? '/').split(/\?(.*)/s, 2);
  return {
    stream,
    headers,
    method: headers[':method'] ?? 'GET',
    path,
    params: {},
    query: new URLSearchParams(query),
    signal: goneSignal(stream),
  };
}

function goneSignal(stream: ServerHttp2Stream): AbortSignal {
  const controller = new AbortController();
  const gone = (): void => {
    const isInOrder = hasEnded(stream) && stream.rstCode === 0 && !stream.aborted;
    if (!isInOrder) controller.abort(new AppError('cancelled', 'The caller has gone or has cancelled.'));
  };
  stream.once('aborted', gone);
  stream.once('close', gone);
  return controller.signal;
}
