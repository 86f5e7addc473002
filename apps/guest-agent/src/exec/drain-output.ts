/**
 * Carries a program's output to its reader, and decides when it has ended. A descendant may hold the pipe
 * open long after the program itself has exited (`sh -c 'sleep 1000 &'`), so after the exit we go on only
 * until the pipe is quiet for `quietMs`, or has given `afterExitLimitBytes`: a pipe holds less than that, so
 * everything the program wrote itself is carried.
 */
import type { Readable } from 'node:stream';

export const quietMs = 250;
/** Well above what the kernel keeps in a pipe or socket pair (net.core.wmem_max is at most a few MiB). */
export const afterExitLimitBytes = 4 * 1024 * 1024;

export type OutputSink = (chunk: Buffer) => Promise<void>;

export class OutputDrain {
  readonly #source: Readable;
  readonly #sink: OutputSink;
  readonly #finished: Promise<void>;
  #isSinkBusy = false;
  #carriedBytes = 0;

  constructor(source: Readable, sink: OutputSink) {
    this.#source = source;
    this.#sink = sink;
    this.#finished = this.#carry();
  }

  /** Resolves when all output was carried; call it once the program has exited. */
  async finish(): Promise<void> {
    const limitBytes = this.#carriedBytes + afterExitLimitBytes;
    for (;;) {
      const before = this.#carriedBytes;
      if (await this.#endsWithin(quietMs)) return;
      // A slow reader is not silence: only its own end may cut it short.
      if (this.#isSinkBusy) continue;
      if (this.#carriedBytes === before || this.#carriedBytes > limitBytes) return this.stop();
    }
  }

  stop(): void {
    this.#source.destroy();
  }

  async #carry(): Promise<void> {
    try {
      for await (const chunk of this.#source) {
        this.#isSinkBusy = true;
        await this.#sink(chunk);
        this.#carriedBytes += chunk.length;
        this.#isSinkBusy = false;
      }
    } catch (error) {
      // stop() destroys the source under the loop; there is nothing more to carry.
      if (!this.#source.destroyed) throw error;
    }
  }

  #endsWithin(limitMs: number): Promise<boolean> {
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(false), limitMs);
    return Promise.race([this.#finished.then(() => true), late.promise]).finally(() => clearTimeout(timer));
  }
}
