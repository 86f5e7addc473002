/** One client: its one request, its answer, the end. It knows lines and limits, and no command. */
import type { Socket } from 'node:net';
import { AppError, errorTable, toAppError } from '@busbar/shared/errors/app-error';
import type { Log } from '../log.ts';
import { InputLines } from './input-lines.ts';
import { LineWriter } from './line-writer.ts';
import { readRequest } from './read-request.ts';
import { type LocalRequest, type ParsedRequest, parseRequest, refuse, wantsStream } from './request.ts';
import { type Reading, requestLimitBytes } from './request-reader.ts';
import { encodeResponse, type LocalResponse } from './response.ts';
import { watchForHangUp } from './watch-for-hang-up.ts';

export type ConnectionLimits = {
  /** From the connection to a whole request. */
  readonly requestDeadlineMs: number;
  /** For a client to take one line of an answer. One that reads a stream may take its time. */
  readonly writeDeadlineMs: number;
  /** For a client to close after its answer; then it is cut off. */
  readonly lingerMs: number;
  /** The same for one that reads a stream: its console may be held up by a person. */
  readonly streamLingerMs: number;
};

export const connectionLimits: ConnectionLimits = {
  requestDeadlineMs: 30_000,
  writeDeadlineMs: 30_000,
  lingerMs: 5_000,
  streamLingerMs: 600_000,
};

export type AnswerContext = {
  readonly signal: AbortSignal;
  /** A line ahead of the answer. */
  readonly send: (data: unknown) => Promise<void>;
  /** What the client sends behind its request; nothing unless it asked for a stream. */
  readonly input: AsyncIterable<unknown>;
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
  watchForHangUp(socket, deps.log, () => gone.abort(new AppError('cancelled', 'The client has gone.')));
  socket.on('error', (error) => deps.log.debug({ err: error }, 'a local client was lost'));
  const signal = AbortSignal.any([gone.signal, deps.stopping]);
  let lingerMs = deps.limits.lingerMs;
  try {
    const read = await readRequest(socket, deps.limits.requestDeadlineMs, signal);
    const parsed = read === null ? null : parse(read.reading);
    if (parsed !== null && 'request' in parsed && wantsStream(parsed.request)) {
      lingerMs = deps.limits.streamLingerMs;
      await answerStream(socket, deps, { request: parsed.request, rest: read?.rest, signal });
    } else {
      socket.resume();
      if (parsed !== null) await answerOnce(socket, deps, { parsed, signal });
    }
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    deps.log.debug({ code, reason: message }, 'a local client was not answered');
  }
  await endSoon(socket, { lingerMs, stopping: deps.stopping, closed });
}

type Ending = {
  readonly lingerMs: number;
  readonly stopping: AbortSignal;
  readonly closed: Promise<void>;
};

/** The answer is on its way: the client is given time to take it and to close, unless the agent stops. */
async function endSoon(socket: Socket, { lingerMs, stopping, closed }: Ending): Promise<void> {
  const cut = (): void => void socket.destroySoon();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.end();
  stopping.addEventListener('abort', cut, { once: true });
  if (stopping.aborted) cut();
  await closed;
  stopping.removeEventListener('abort', cut);
  clearTimeout(timer);
}

function parse(reading: Reading): ParsedRequest {
  if (reading.kind === 'request') return parseRequest(reading.text);
  return refuse(reading.start, reasonOf(reading.kind));
}

const reasonOf = (kind: Exclude<Reading['kind'], 'request'>): string =>
  kind === 'too-large'
    ? `The request is too large: at most ${requestLimitBytes} bytes.`
    : 'Invalid JSON: the request is not UTF-8.';

type Asked = { readonly parsed: ParsedRequest; readonly signal: AbortSignal };

async function answerOnce(socket: Socket, deps: ConnectionDeps, { parsed, signal }: Asked): Promise<void> {
  const write = writerOf(socket, deps, deps.limits.writeDeadlineMs);
  if ('refusal' in parsed) {
    const { id, command, reason } = parsed.refusal;
    return write({ id, command, status: 'error', data: reason });
  }
  const { request } = parsed;
  // A client that asked for one line gets one.
  const send = (): Promise<void> => Promise.reject(noStream());
  const { code: _ofStreams, ...answer } = await answerTo(request, deps, { signal, send, input: nothing() });
  await write(answer);
}

type AskedStream = {
  readonly request: LocalRequest;
  readonly rest: Buffer | undefined;
  readonly signal: AbortSignal;
};

async function answerStream(
  socket: Socket,
  deps: ConnectionDeps,
  { request, rest = Buffer.alloc(0), signal }: AskedStream,
): Promise<void> {
  const { id, command } = request;
  const write = writerOf(socket, deps, null);
  const input = new InputLines(socket, rest);
  try {
    const send = (data: unknown): Promise<void> => write({ id, command, status: 'event', data });
    await write(await answerTo(request, deps, { signal, send, input }));
  } finally {
    input.close();
  }
}

/** What the command answers, or the error that it throws. */
async function answerTo(
  request: LocalRequest,
  deps: ConnectionDeps,
  context: AnswerContext,
): Promise<LocalResponse> {
  const { id, command } = request;
  try {
    return { id, command, status: 'ok', data: await deps.answer(request, context) };
  } catch (thrown) {
    const error = toAppError(thrown);
    const { code, userMessage } = error;
    deps.log[errorTable[code].logLevel](
      { err: error, command, code },
      'a local request was answered with an error',
    );
    return { id, command, status: 'error', data: userMessage, code };
  }
}

function writerOf(socket: Socket, { limits, stopping, nowMs }: ConnectionDeps, deadlineMs: number | null) {
  const writer = new LineWriter(socket, { deadlineMs, stopDeadlineMs: limits.lingerMs, stopping });
  return (response: LocalResponse): Promise<void> => writer.write(encodeResponse(response, nowMs()));
}

async function* nothing(): AsyncGenerator<never, void> {}

const noStream = (): AppError =>
  new AppError('invalid-input', 'This answers by more than one line: ask with stream, true.');
