/** Frames over one HTTP/2 stream, with back-pressure in both directions. */
import type { ServerHttp2Stream } from 'node:http2';
import { AppError } from '@busbar/shared/errors/app-error';
import { isFull } from '@busbar/shared/http2/write-ahead';
import { type Frame, FrameDecoder, type FrameType } from '@busbar/shared/protocol/frames';
import { z } from 'zod';

/** Every frame of the request's body until its end. Leaves the stream open when the reader stops early. */
export async function* readFrames(stream: ServerHttp2Stream): AsyncGenerator<Frame, void> {
  const decoder = new FrameDecoder();
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) yield* decoder.push(chunk);
  decoder.finish();
}

/** The first frame, which must be of type `start`. */
export async function readStart<T extends z.ZodType>(
  frames: AsyncGenerator<Frame, void>,
  startType: FrameType,
  schema: T,
): Promise<z.output<T>> {
  const first = await frames.next();
  if (first.done === true) throw new AppError('truncated', 'The request ended before its first frame.');
  if (first.value.type !== startType) {
    throw new AppError('invalid-input', `The first frame has type ${first.value.type}, not ${startType}.`);
  }
  return parseFrame(first.value, schema);
}

export function parseFrame<T extends z.ZodType>(frame: Frame, schema: T): z.output<T> {
  const parsed = schema.safeParse(parseJson(frame.payload));
  if (parsed.success) return parsed.data;
  const reason = z.prettifyError(parsed.error).slice(0, 2000);
  throw new AppError('invalid-input', `A frame of type ${frame.type} is not valid: ${reason}`);
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch (cause) {
    throw new AppError('invalid-input', 'A frame does not hold JSON.', { cause });
  }
}

/** Writes and waits until the stream takes more. Resolves too when the stream is gone: its end is told elsewhere. */
export function writeWhole(stream: ServerHttp2Stream, bytes: Buffer): Promise<void> {
  if (stream.destroyed || stream.writableEnded) return Promise.resolve();
  stream.write(bytes);
  if (!isFull(stream)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.once('drain', done);
    stream.once('close', done);
  });
}
