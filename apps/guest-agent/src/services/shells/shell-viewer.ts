/**
 * One viewer of a shell session: a cursor into the session's output and what must be said beside it. It
 * asks for nothing but its own pace: a viewer that does not read stays where it is, and when the ring has
 * moved on it continues at a safe point behind a `gap` frame.
 */
import type { ExecEnd, TerminalSize } from '@busbar/shared/protocol/channel';
import { encodeFrame, encodeJsonFrame, frameType } from '@busbar/shared/protocol/frames';
import type { OutputRing } from './output-ring.ts';
import type { ViewerProgress } from './reading-pace.ts';
import { findSafePoint, safePointSearchBytes } from './safe-point.ts';
import { Unacknowledged } from './unacknowledged.ts';

/** Output on the way to one viewer, sent and not acknowledged. */
export const unacknowledgedLimitBytes = 512 * 1024;
const outputFrameBytes = 64 * 1024;

/** What a viewer sees of its session. */
export type ViewedSession = {
  readonly ring: OutputRing;
  readonly ended: () => ExecEnd | null;
  readonly nowMs: () => number;
  /** Told when this viewer's progress has changed, so that the terminal may be read again. */
  readonly onProgress: () => void;
};

/** Where a viewer that wants `fromOffset` (null: whatever is kept) begins. */
export function chooseReplay(ring: OutputRing, fromOffset: number | null): { from: number; hasGap: boolean } {
  const wanted = fromOffset ?? 0;
  const from = wanted >= ring.keptFrom ? wanted : safeOffset(ring);
  return { from, hasGap: from > wanted };
}

/** The first safe point of what is kept. */
function safeOffset(ring: OutputRing): number {
  const parts: Buffer[] = [];
  let size = 0;
  while (size < safePointSearchBytes) {
    const part = ring.read(ring.keptFrom + size, safePointSearchBytes - size);
    if (part.length === 0) break;
    parts.push(part);
    size += part.length;
  }
  return ring.keptFrom + findSafePoint(Buffer.concat(parts));
}

export class ShellViewer {
  readonly #session: ViewedSession;
  readonly #liveAt: number;
  readonly #outstanding = new Unacknowledged();
  #cursor: number;
  #owingSinceMs: number | null = null;
  #isLive = false;
  #size: TerminalSize | null = null;
  #count: number | null = null;
  #isDetached = false;
  #news = Promise.withResolvers<void>();

  constructor(session: ViewedSession, replayFrom: number) {
    this.#session = session;
    this.#cursor = replayFrom;
    this.#liveAt = session.ring.writtenTo;
  }

  get progress(): ViewerProgress {
    return { behindBytes: this.#session.ring.writtenTo - this.#cursor, owingSinceMs: this.#owingSinceMs };
  }

  /** There is more output, or the session has ended. */
  wake(): void {
    this.#news.resolve();
  }

  /** Only the latest size and count are kept for a viewer that does not read. */
  tellSize(size: TerminalSize): void {
    this.#size = size;
    this.wake();
  }

  tellViewers(count: number): void {
    this.#count = count;
    this.wake();
  }

  acknowledge(offset: number): void {
    this.#outstanding.acknowledged(Math.min(offset, this.#cursor));
    this.#owingSinceMs = this.#outstanding.bytes === 0 ? null : this.#session.nowMs();
    this.wake();
    this.#session.onProgress();
  }

  detach(): void {
    this.#isDetached = true;
    this.wake();
  }

  /** Sends frames until the session has ended and all was sent (its end is returned) or the viewer is detached (null). */
  async run(write: (frame: Buffer) => Promise<void>): Promise<ExecEnd | null> {
    while (!this.#isDetached) {
      this.#news = Promise.withResolvers<void>();
      const frame = this.#nextFrame();
      if (frame !== null) await write(frame);
      else if (this.#isAtEnd()) return this.#session.ended();
      else await this.#news.promise;
    }
    return null;
  }

  #isAtEnd(): boolean {
    return this.#session.ended() !== null && this.#cursor === this.#session.ring.writtenTo;
  }

  #nextFrame(): Buffer | null {
    return (
      this.#sizeFrame() ?? this.#countFrame() ?? this.#liveFrame() ?? this.#gapFrame() ?? this.#outputFrame()
    );
  }

  #sizeFrame(): Buffer | null {
    if (this.#size === null) return null;
    const frame = encodeJsonFrame(frameType.resized, this.#size);
    this.#size = null;
    return frame;
  }

  #countFrame(): Buffer | null {
    if (this.#count === null) return null;
    const frame = encodeJsonFrame(frameType.viewers, { count: this.#count });
    this.#count = null;
    return frame;
  }

  #liveFrame(): Buffer | null {
    if (this.#isLive || this.#cursor < this.#liveAt) return null;
    this.#isLive = true;
    return encodeJsonFrame(frameType.live, { offset: this.#cursor });
  }

  #gapFrame(): Buffer | null {
    const { ring } = this.#session;
    if (this.#cursor >= ring.keptFrom || !this.#hasWindow()) return null;
    const gap = { from: this.#cursor, to: safeOffset(ring) };
    this.#cursor = gap.to;
    return encodeJsonFrame(frameType.gap, gap);
  }

  #outputFrame(): Buffer | null {
    const { ring } = this.#session;
    if (!this.#hasWindow()) return null;
    const window = unacknowledgedLimitBytes - this.#outstanding.bytes;
    const untilLive = this.#isLive ? outputFrameBytes : this.#liveAt - this.#cursor;
    const chunk = ring.read(this.#cursor, Math.min(outputFrameBytes, window, untilLive));
    if (chunk.length === 0) return null;
    this.#outstanding.sent(this.#cursor, this.#cursor + chunk.length);
    this.#cursor += chunk.length;
    this.#owingSinceMs ??= this.#session.nowMs();
    this.#session.onProgress();
    return encodeFrame(frameType.stdout, chunk);
  }

  #hasWindow(): boolean {
    return this.#outstanding.bytes < unacknowledgedLimitBytes;
  }
}
