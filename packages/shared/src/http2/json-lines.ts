/** JSON lines (NDJSON) over one direction of a stream: one value a line, each line with a limit. */
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';

/** Bytes that one line may have. */
export const lineLimitBytes = 256 * 1024;

/** Cuts chunks into lines, at whatever bytes they were split. */
export class LineSplitter {
  #rest: Buffer[] = [];
  #restBytes = 0;
  readonly #limitBytes: number;

  constructor(limitBytes = lineLimitBytes) {
    this.#limitBytes = limitBytes;
  }

  /** Whole lines without their newline; empty ones are left out. @throws `bad-peer` on a line over the limit. */
  push(chunk: Buffer): readonly string[] {
    const lines: string[] = [];
    let start = 0;
    for (let at = chunk.indexOf(0x0a); at !== -1; at = chunk.indexOf(0x0a, start)) {
      const line = this.#take(chunk.subarray(start, at));
      if (line !== '') lines.push(line);
      start = at + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    return lines;
  }

  /** @throws `truncated` when the input stopped in the middle of a line. */
  finish(): void {
    if (this.#restBytes > 0) throw new AppError('truncated', 'The stream ended in the middle of a line.');
  }

  #keep(part: Buffer): void {
    this.#restBytes += part.length;
    if (this.#restBytes > this.#limitBytes) {
      throw new AppError('bad-peer', `A line has more than ${this.#limitBytes} bytes.`);
    }
    this.#rest.push(part);
  }

  #take(last: Buffer): string {
    this.#keep(last);
    const line = Buffer.concat(this.#rest, this.#restBytes).toString('utf8');
    this.#rest = [];
    this.#restBytes = 0;
    return line;
  }
}

/**
 * The values of a stream, each parsed by the schema. Reading stops the stream when the consumer is slow.
 * The end of the iteration says only that the bytes ended: look at the terminal record too.
 *
 * @throws `bad-peer` on what is no JSON, does not fit, or is over the limit; `truncated` on a cut line.
 */
export async function* readJsonLines<Schema extends z.ZodType>(
  stream: Readable,
  schema: Schema,
  options: { readonly limitBytes?: number } = {},
): AsyncGenerator<z.output<Schema>, void, undefined> {
  const splitter = new LineSplitter(options.limitBytes);
  // Leaving the loop must not destroy the stream: its other direction may still be in use.
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    for (const line of splitter.push(chunk as Buffer)) yield parseLine(line, schema);
  }
  splitter.finish();
}

function parseLine<Schema extends z.ZodType>(line: string, schema: Schema): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new AppError('bad-peer', 'A line of a stream is not JSON.', { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('bad-peer', `A line of a stream is not understood: ${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  });
}

/**
 * Writes one value as a line; resolves when the stream can take the next one.
 *
 * @throws `too-large` when the line is over the limit, `truncated` when the stream is closed.
 */
export async function writeJsonLine(
  stream: Writable,
  value: unknown,
  options: { readonly limitBytes?: number } = {},
): Promise<void> {
  const line = Buffer.from(`${JSON.stringify(value)}\n`);
  const limitBytes = options.limitBytes ?? lineLimitBytes;
  if (line.length > limitBytes + 1)
    throw new AppError('too-large', `A line has at most ${limitBytes} bytes.`);
  await writeChunk(stream, line);
}

/** Writes a chunk; resolves when the stream can take the next one. @throws `truncated` when it is closed. */
export function writeChunk(stream: Writable, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = (cause?: unknown): AppError =>
      new AppError('truncated', 'The stream was closed while it was written.', { cause });
    if (stream.destroyed || stream.writableEnded) {
      reject(closed());
      return;
    }
    if (stream.write(chunk)) {
      resolve();
      return;
    }
    const stop = (): void => {
      stream.off('drain', onDrain);
      stream.off('close', onClose);
    };
    const onDrain = (): void => {
      stop();
      resolve();
    };
    const onClose = (): void => {
      stop();
      reject(closed());
    };
    stream.once('drain', onDrain);
    stream.once('close', onClose);
  });
}
