/**
 * What a client sends behind its request, line by line, for a command that streams. It is read no further ahead of the
 * command than a bound: a client that sends more has to wait, which its own operating system tells it.
 */
import type { Socket } from 'node:net';
import { AppError } from '@busbar/shared/errors/app-error';
import { type Reading, RequestReader, requestLimitBytes } from './request-reader.ts';

/** Of lines that the command has not taken. One more than fits is kept, of `requestLimitBytes` at most. */
export const inputAheadBytes = 256 * 1024;

type Line = { readonly reading: Reading; readonly sizeBytes: number };

export class InputLines implements AsyncIterable<unknown> {
  readonly #socket: Socket;
  readonly #lines: Line[] = [];
  #reader = new RequestReader();
  #aheadBytes = 0;
  #hasEnded = false;
  #news = Promise.withResolvers<void>();

  /** Takes over a socket whose request was read, and what came behind it. */
  constructor(socket: Socket, rest: Buffer) {
    this.#socket = socket;
    this.#take(rest);
    socket.on('data', this.#take);
    socket.once('end', this.#end);
    socket.once('close', this.#end);
    if (socket.readableEnded) this.#end();
    this.#keepPace();
  }

  /** Nobody takes input any more: what still comes is read and dropped, so that its sender can read the answer. */
  close(): void {
    this.#socket.off('data', this.#take);
    this.#lines.length = 0;
    this.#aheadBytes = 0;
    this.#end();
    this.#socket.resume();
  }

  /** Each line's value, until the client ends its side or goes. @throws `invalid-input`, `too-large` */
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) {
        this.#aheadBytes -= line.sizeBytes;
        this.#keepPace();
        yield parse(line.reading);
      } else if (this.#hasEnded) return;
      else {
        this.#news = Promise.withResolvers();
        await this.#news.promise;
      }
    }
  }

  readonly #take = (chunk: Buffer): void => {
    for (let rest = chunk; rest.length > 0; ) {
      const reading = this.#reader.push(rest);
      if (reading === null) break;
      const next = this.#reader.rest;
      this.#keep({ reading, sizeBytes: rest.length - next.length });
      this.#reader = new RequestReader();
      rest = next;
    }
    this.#keepPace();
  };

  #keep(line: Line): void {
    this.#lines.push(line);
    this.#aheadBytes += line.sizeBytes;
    this.#news.resolve();
  }

  readonly #end = (): void => {
    this.#hasEnded = true;
    this.#news.resolve();
  };

  #keepPace(): void {
    if (this.#aheadBytes > inputAheadBytes) this.#socket.pause();
    else this.#socket.resume();
  }
}

function parse(reading: Reading): unknown {
  if (reading.kind === 'request') return parseJson(reading.text);
  if (reading.kind === 'not-utf8') throw new AppError('invalid-input', 'A line of input is not UTF-8.');
  throw new AppError('too-large', `A line of input has at most ${requestLimitBytes} bytes.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid-input', 'A line of input is not JSON.', { cause });
  }
}
