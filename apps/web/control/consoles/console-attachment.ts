/**
 * One viewer's way to one shell: bytes of the guest to the page and back, with the page's acknowledgements
 * deciding how much may be under way. The control plane is the end of the guest's protocol; the host in
 * between only carries it.
 */
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { ExecEnd, GapFrame, OffsetFrame, TerminalSize, ViewersFrame } from '@busbar/shared/protocol/channel';
import { encodeFrame, encodeJsonFrame, type Frame, frameType } from '@busbar/shared/protocol/frames';
import { parseFrame } from '@busbar/shared/protocol/parse-frame';
import { consoleInputLimitBytes, consoleWindowBytes } from '@busbar/shared/realtime/console';
import type { OpenedAttachment } from './open-attachment.ts';

export type AttachmentEvents = {
  readonly output: (offset: number, data: Buffer) => void;
  readonly live: (offset: number) => void;
  readonly gap: (from: number, to: number) => void;
  readonly resized: (size: TerminalSize) => void;
  readonly viewers: (count: number) => void;
  /** Called once, as the last. */
  readonly ended: (end: ExecEnd) => void;
  /** Called once, as the last: the way broke, the shell may live on. */
  readonly broken: (error: AppError) => void;
};

/** Input is cut into frames of this size, so that a paste does not delay a resize. */
const inputFrameBytes = 32 * 1024;
/** Input that a guest which does not read may leave waiting here. */
const inputBacklogBytes = 2 * consoleInputLimitBytes;

export class ConsoleAttachment {
  readonly #opened: OpenedAttachment;
  readonly #events: AttachmentEvents;
  #offset: number;
  #acked: number;
  #end: ExecEnd | null = null;
  #isOver = false;

  constructor(opened: OpenedAttachment, events: AttachmentEvents) {
    this.#opened = opened;
    this.#events = events;
    this.#offset = opened.attached.replayFrom;
    this.#acked = opened.attached.replayFrom;
  }

  /** Begins to deliver; call it when the page knows that it is attached. */
  start(): void {
    const { call, early } = this.#opened;
    call.stream.on('data', (chunk: Buffer) => this.#guard(() => this.#read(chunk)));
    call.ended.then(
      () => this.#finish(null),
      (error: unknown) => this.#finish(toAppError(error)),
    );
    this.#guard(() => this.#take(early));
    if (this.#isWithinWindow()) call.stream.resume();
  }

  /** In the order of the calls. */
  input(data: Uint8Array): void {
    if (this.#isOver) return;
    const { stream } = this.#opened.call;
    if (stream.writableLength + data.byteLength > inputBacklogBytes) {
      this.#break(new AppError('too-large', 'The shell does not read its input as fast as it is sent.'));
      return;
    }
    for (let at = 0; at < data.byteLength; at += inputFrameBytes) {
      stream.write(encodeFrame(frameType.stdin, data.subarray(at, at + inputFrameBytes)));
    }
  }

  resize(size: TerminalSize): void {
    if (!this.#isOver) this.#opened.call.stream.write(encodeJsonFrame(frameType.resize, size));
  }

  /** The page has processed everything before `offset`. What lies outside of what was sent is ignored. */
  ack(offset: number): void {
    if (this.#isOver || offset <= this.#acked || offset > this.#offset) return;
    this.#acked = offset;
    this.#opened.call.stream.write(encodeJsonFrame(frameType.ack, { offset }));
    if (this.#isWithinWindow()) this.#opened.call.stream.resume();
  }

  /** The viewer leaves; nothing more is told. The shell goes on. */
  detach(): void {
    this.#isOver = true;
    this.#opened.call.abort(new AppError('cancelled', 'The viewer has left.'));
  }

  #isWithinWindow(): boolean {
    return this.#offset - this.#acked < consoleWindowBytes;
  }

  #read(chunk: Buffer): void {
    this.#take(this.#opened.decoder.push(chunk));
    // What is under way stays there: HTTP/2 holds the guest back, hop by hop.
    if (!this.#isWithinWindow()) this.#opened.call.stream.pause();
  }

  #take(frames: readonly Frame[]): void {
    for (const frame of frames) if (!this.#isOver) this.#handle(frame);
  }

  #handle(frame: Frame): void {
    const events = this.#events;
    switch (frame.type) {
      case frameType.stdout: {
        const offset = this.#offset;
        this.#offset += frame.payload.length;
        events.output(offset, frame.payload);
        break;
      }
      case frameType.live:
        events.live(parseFrame(frame, OffsetFrame).offset);
        break;
      case frameType.gap: {
        const { from, to } = parseFrame(frame, GapFrame);
        // Bytes that nobody keeps count as read: a window that waits for them would never open.
        this.#offset = Math.max(this.#offset, to);
        this.#acked = Math.max(this.#acked, Math.min(to, this.#offset));
        events.gap(from, to);
        break;
      }
      case frameType.resized:
        events.resized(parseFrame(frame, TerminalSize));
        break;
      case frameType.viewers:
        events.viewers(parseFrame(frame, ViewersFrame).count);
        break;
      case frameType.end:
        this.#end = parseFrame(frame, ExecEnd);
        break;
      // A newer guest may say more; what we do not know we do not need.
      default:
        break;
    }
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#break(toAppError(error));
    }
  }

  #break(error: AppError): void {
    this.#opened.call.abort(error);
    this.#finish(error);
  }

  #finish(error: AppError | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#end !== null) this.#events.ended(this.#end);
    else this.#events.broken(error ?? new AppError('truncated', 'The shell ended without saying how.'));
  }
}
