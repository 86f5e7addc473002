/**
 * The last bytes of a shell's output, addressed by their offset since the shell began. Pure: it knows
 * nothing of terminals or viewers. Memory is taken as output arrives and never exceeds the capacity by more
 * than one segment.
 */
import { AppError } from '@busbar/shared/errors/app-error';

/** Small enough that a quiet shell costs little, large enough that a busy one makes few objects. */
const defaultSegmentBytes = 64 * 1024;

export class OutputRing {
  readonly #capacityBytes: number;
  readonly #segmentBytes: number;
  /** Consecutive segments; the first one begins at `#firstSegment * #segmentBytes`. */
  readonly #segments: Buffer[] = [];
  #firstSegment = 0;
  #writtenTo = 0;

  constructor(capacityBytes: number, segmentBytes = defaultSegmentBytes) {
    this.#capacityBytes = capacityBytes;
    this.#segmentBytes = segmentBytes;
  }

  /** Offset of the first byte that can still be read. */
  get keptFrom(): number {
    return Math.max(0, this.#writtenTo - this.#capacityBytes);
  }

  /** Offset of the next byte to come. */
  get writtenTo(): number {
    return this.#writtenTo;
  }

  write(chunk: Uint8Array): void {
    let taken = 0;
    while (taken < chunk.byteLength) {
      const at = this.#writtenTo % this.#segmentBytes;
      const part = chunk.subarray(taken, taken + this.#segmentBytes - at);
      this.#segmentOf(this.#writtenTo).set(part, at);
      this.#writtenTo += part.byteLength;
      taken += part.byteLength;
      this.#forget();
    }
  }

  /**
   * Up to `limitBytes` bytes from `offset` on; fewer at a segment's end, none at `writtenTo`. What is
   * returned stays valid: a segment is dropped when its time has come, never written a second time.
   */
  read(offset: number, limitBytes: number): Buffer {
    if (offset < this.keptFrom || offset > this.#writtenTo) {
      throw new AppError('internal', `Offset ${offset} is outside ${this.keptFrom}–${this.#writtenTo}.`);
    }
    const index = Math.floor(offset / this.#segmentBytes) - this.#firstSegment;
    const segment = this.#segments[index];
    if (segment === undefined || offset === this.#writtenTo) return Buffer.alloc(0);
    const at = offset % this.#segmentBytes;
    return segment.subarray(
      at,
      Math.min(this.#segmentBytes, at + Math.min(limitBytes, this.#writtenTo - offset)),
    );
  }

  #segmentOf(offset: number): Buffer {
    const index = Math.floor(offset / this.#segmentBytes) - this.#firstSegment;
    const present = this.#segments[index];
    if (present !== undefined) return present;
    const segment = Buffer.allocUnsafeSlow(this.#segmentBytes);
    this.#segments.push(segment);
    return segment;
  }

  #forget(): void {
    while ((this.#firstSegment + 1) * this.#segmentBytes <= this.keptFrom) {
      this.#segments.shift();
      this.#firstSegment += 1;
    }
  }
}
