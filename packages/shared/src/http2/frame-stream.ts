/** Frames over one HTTP/2 stream, with back-pressure in both directions. */
import type { Http2Stream } from 'node:http2';
import { type Frame, FrameDecoder } from '../protocol/frames.ts';
import { isFull } from './write-ahead.ts';

/** Every frame of a body until its end. Leaves the stream open when the reader stops early. */
export async function* readFrames(stream: Http2Stream): AsyncGenerator<Frame, void> {
  const decoder = new FrameDecoder();
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) yield* decoder.push(chunk);
  decoder.finish();
}

/** Writes and waits until the stream takes more. Resolves too when the stream is gone: its end is told elsewhere. */
export function writeWhole(stream: Http2Stream, bytes: Buffer): Promise<void> {
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
