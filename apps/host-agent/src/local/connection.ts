/** One client: its one request, its answer, the end. It knows lines and limits, and no command. */
import type { Socket } from 'node:net';
import { AppError, errorTable, toAppError } from '@busbar/shared/errors/app-error';
import type { Log } from '../log.ts';
import { type LocalRequest, parseRequest, refuse } from './request.ts';
import { type Reading, RequestReader, requestLimitBytes } from './request-reader.ts';
import { encodeResponse, type LocalResponse } from './response.ts';

export type ConnectionLimits = {
  /** From the connection to a whole request. */
  readonly requestDeadlineMs: number;
  /** For a client to take one line of an answer. */
  readonly writeDeadlineMs: number;
  /** For a client to close after its answer; then it is cut off. */
  readonly lingerMs: number;
};

export const connectionLimits: ConnectionLimits = {
  requestDeadlineMs: 30_000,
  writeDeadlineMs: 30_000,
  lingerMs: 5_000,
};

export type AnswerContext = {
  readonly signal: AbortSignal;
  readonly send: (data: unknown) => Promise<void>;
};

export type ConnectionDeps = {
  readonly limits: ConnectionLimits;
  readonly nowMs: () => number;
  readonly log: Log;
  /** Resolves to the answer's data. */
  readonly answer: (request: LocalRequest, context: AnswerContext) => Promise<unknown>;
  /** Aborted when the agent stops. */
  readonly stopping: AbortSignal;
};

/** Resolves when the connection is over. Never rejects: what went wrong is told to the client, or in the log. */
export async function serveConnection(socket: Socket, deps: ConnectionDeps): Promise<void> {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const gone = new AbortController();
  const leave = (): void => gone.abort(new AppError('cancelled', 'The client has gone.'));
  socket.once('close', leave);
  socket.on('error', (error) => deps.log.debug({ err: error }, 'a local client was lost'));
  const signal = AbortSignal.any([gone.signal, deps.stopping]);
  try {
    const reading = await readRequest(socket, deps.limits, signal);
    socket.resume();
    if (reading !== null) await answer(socket, deps, { reading, signal });
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    deps.log.debug({ code, reason: message }, 'a local client was not answered');
  }
  await endSoon(socket, deps, closed);
}

/** The answer is on its way: the client is given time to take it and to close, unless the agent stops. */
async function endSoon(
  socket: Socket,
  { limits, stopping }: ConnectionDeps,
  closed: Promise<void>,
): Promise<void> {
  const cut = (): void => void socket.destroySoon();
  const timer = setTimeout(() => socket.destroy(), limits.lingerMs);
  socket.end();
  stopping.addEventListener('abort', cut, { once: true });
  if (stopping.aborted) cut();
  await closed;
  stopping.removeEventListener('abort', cut);
  clearTimeout(timer);
}

/** Null when the client said nothing. @throws `deadline-exceeded`, or the signal's reason. */
function readRequest(
  socket: Socket,
  { requestDeadlineMs }: ConnectionLimits,
  signal: AbortSignal,
): Promise<Reading | null> {
  const { promise, resolve, reject } = Promise.withResolvers<Reading | null>();
  const reader = new RequestReader();
  const onData = (chunk: Buffer): void => {
    const reading = reader.push(chunk);
    if (reading !== null) resolve(reading);
  };
  const onEnd = (): void => resolve(reader.finish());
  const onAbort = (): void => reject(signal.reason);
  const late = new AppError('deadline-exceeded', 'No request arrived in time.');
  const timer = setTimeout(() => reject(late), requestDeadlineMs);
  socket.on('data', onData);
  socket.once('end', onEnd);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return promise.finally(() => {
    clearTimeout(timer);
    socket.off('data', onData);
    socket.off('end', onEnd);
    signal.removeEventListener('abort', onAbort);
  });
}

type Asked = { readonly reading: Reading; readonly signal: AbortSignal };

async function answer(socket: Socket, deps: ConnectionDeps, { reading, signal }: Asked): Promise<void> {
  const parsed =
    reading.kind === 'request' ? parseRequest(reading.text) : refuse(reading.start, reasonOf(reading.kind));
  const write = (response: LocalResponse): Promise<void> =>
    writeLine(socket, encodeResponse(response, deps.nowMs()), deps.limits.writeDeadlineMs);
  if ('refusal' in parsed) {
    const { id, command, reason } = parsed.refusal;
    return write({ id, command, status: 'error', data: reason });
  }
  const { request } = parsed;
  const { id, command } = request;
  const send = (data: unknown): Promise<void> => write({ id, command, status: 'ok', data });
  let response: LocalResponse;
  try {
    response = { id, command, status: 'ok', data: await deps.answer(request, { signal, send }) };
  } catch (thrown) {
    const error = toAppError(thrown);
    const { logLevel } = errorTable[error.code];
    deps.log[logLevel](
      { err: error, command, code: error.code },
      'a local request was answered with an error',
    );
    response = { id, command, status: 'error', data: error.userMessage };
  }
  await write(response);
}

const reasonOf = (kind: Exclude<Reading['kind'], 'request'>): string =>
  kind === 'too-large'
    ? `The request is too large: at most ${requestLimitBytes} bytes.`
    : 'Invalid JSON: the request is not UTF-8.';

/** Returns once the operating system has taken the line. @throws `deadline-exceeded`: the client does not read. */
async function writeLine(socket: Socket, line: string, deadlineMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    const late = new AppError('deadline-exceeded', 'The client does not read its answer.');
    socket.destroy(late);
    reject(late);
  }, deadlineMs);
  socket.write(line, (error) => (error == null ? resolve() : reject(error)));
  await promise.finally(() => clearTimeout(timer));
}
