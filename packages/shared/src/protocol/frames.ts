/**
 * Frames inside one HTTP/2 stream: `u32 length (big endian) | u8 type | payload`, `length` counting the
 * payload only. Used where one stream carries several kinds of bytes (exec, shells). A decoder accepts its
 * input split at any byte and refuses an oversize frame before it buffers it.
 */
import { AppError } from '../errors/app-error.ts';

/** Bytes are cut into frames of at most this size by senders; a JSON frame may be as large. */
export const frameLimitBytes = 256 * 1024;
export const frameHeaderBytes = 5;

export const frameType = {
  start: 0x01,
  stdin: 0x02,
  stdinEnd: 0x03,
  signal: 0x04,
  resize: 0x05,
  ack: 0x06,
  started: 0x11,
  stdout: 0x12,
  stderr: 0x13,
  attached: 0x21,
  live: 0x22,
  resized: 0x23,
  gap: 0x24,
  viewers: 0x25,
  end: 0x1f,
} as const;
export type FrameType = (typeof frameType)[keyof typeof frameType];

export type Frame = { readonly type: number; readonly payload: Buffer };

export function encodeFrame(type: FrameType, payload: Uint8Array): Buffer {
  if (payload.byteLength > frameLimitBytes) {
    throw new AppError(
      'too-large',
      `A frame has at most ${frameLimitBytes} bytes, not ${payload.byteLength}.`,
    );
  }
  const frame = Buffer.allocUnsafe(frameHeaderBytes + payload.byteLength);
  frame.writeUInt32BE(payload.byteLength, 0);
  frame.writeUInt8(type, 4);
  frame.set(payload, frameHeaderBytes);
  return frame;
}

export const encodeJsonFrame = (type: FrameType, value: unknown): Buffer =>
  encodeFrame(type, Buffer.from(JSON.stringify(value)));

/** Collects chunks and yields whole frames. `finish` says whether the input ended between two frames. */
export class FrameDecoder {
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  readonly #limitBytes: number;

  constructor(limitBytes = frameLimitBytes) {
    this.#limitBytes = limitBytes;
  }

  push(chunk: Uint8Array): readonly Frame[] {
    this.#chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.#bufferedBytes += chunk.byteLength;
    const frames: Frame[] = [];
    for (let frame = this.#take(); frame !== null; frame = this.#take()) frames.push(frame);
    return frames;
  }

  /** Throws `truncated` when the input stopped in the middle of a frame. */
  finish(): void {
    if (this.#bufferedBytes > 0)
      throw new AppError('truncated', 'The stream ended in the middle of a frame.');
  }

  #take(): Frame | null {
    if (this.#bufferedBytes < frameHeaderBytes) return null;
    const head = this.#peek(frameHeaderBytes);
    const length = head.readUInt32BE(0);
    if (length > this.#limitBytes) {
      throw new AppError('bad-peer', `A frame of ${length} bytes is over the limit of ${this.#limitBytes}.`);
    }
    if (this.#bufferedBytes < frameHeaderBytes + length) return null;
    const whole = this.#consume(frameHeaderBytes + length);
    return { type: whole.readUInt8(4), payload: whole.subarray(frameHeaderBytes) };
  }

  #peek(size: number): Buffer {
    const first = this.#chunks[0];
    if (first !== undefined && first.length >= size) return first;
    this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #consume(size: number): Buffer {
    const joined = this.#peek(size);
    const rest = joined.subarray(size);
    if (rest.length > 0) this.#chunks[0] = rest;
    else this.#chunks.shift();
    this.#bufferedBytes -= size;
    return joined.subarray(0, size);
  }
}
