/**
 * A client of a host agent's local protocol (docs/local-protocol.md): one request, what comes ahead of its answer, and the
 * answer. It knows no command.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { AppError, type ErrorCode, errorTable, toAppError } from '../errors/app-error.ts';
import { readJsonLines, writeChunk } from '../http2/json-lines.ts';
import { LocalLine } from '../protocol/local-streams.ts';

/** The agent is trusted, but not to be whole for ever: an answer such as a seed's disc is a line of some MiB. */
const lineLimitBytes = 64 * 1024 * 1024;

export type LocalRequest = {
  readonly command: string;
  readonly parameters: Readonly<Record<string, unknown>>;
};

export class LocalCall {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** @throws `unavailable` when nobody serves there, `forbidden` when this user may not */
  static async open(path: string, { command, parameters }: LocalRequest): Promise<LocalCall> {
    const socket = connect(path);
    try {
      await once(socket, 'connect');
    } catch (error) {
      throw unreachable(path, error);
    }
    // What went wrong is told by whoever reads or writes.
    socket.on('error', () => undefined);
    socket.write(`${JSON.stringify({ id: randomUUID(), command, parameters })}\n`);
    return new LocalCall(socket);
  }

  /**
   * The answer's data. `onEvent` gets what comes ahead of it, one after the other: while it works, no more is read.
   *
   * @throws the agent's own error, with its code where it said one; `truncated` when the connection ended without an answer
   */
  async answer(onEvent: (data: unknown) => void | Promise<void> = () => undefined): Promise<unknown> {
    try {
      for await (const line of this.#lines()) {
        if (line.status === 'ok') return line.data;
        if (line.status === 'error') throw errorOf(line);
        await onEvent(line.data);
      }
    } finally {
      this.hangUp();
    }
    throw new AppError('truncated', 'The host agent closed the connection without an answer.');
  }

  /** Input for a command that streams; waits while the agent does not take it. @throws `truncated` */
  write(input: unknown): Promise<void> {
    return writeChunk(this.#socket, Buffer.from(`${JSON.stringify(input)}\n`));
  }

  /** The agent ends what it did for this client, but for a shell, which goes on. */
  hangUp(): void {
    this.#socket.destroy();
  }

  async *#lines(): AsyncGenerator<LocalLine, void> {
    try {
      yield* readJsonLines(this.#socket, LocalLine, { limitBytes: lineLimitBytes });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'bad-peer') throw error;
      throw new AppError('truncated', 'The connection to the host agent was cut.', { cause: thrown });
    }
  }
}

/** One request without a stream, and its answer's data. @throws as `LocalCall` does */
export const askLocal = async (path: string, request: LocalRequest): Promise<unknown> =>
  (await LocalCall.open(path, request)).answer();

function errorOf({ data, code }: LocalLine): AppError {
  const isKnown = code !== undefined && Object.hasOwn(errorTable, code);
  return new AppError(isKnown ? (code as ErrorCode) : 'internal', String(data));
}

function unreachable(path: string, cause: unknown): AppError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') {
    const message = `This user may not use ${path}: an administrator of this host may.`;
    return new AppError('forbidden', message, { cause });
  }
  return new AppError('unavailable', `No host agent serves ${path} (${code}). Is it running?`, { cause });
}
