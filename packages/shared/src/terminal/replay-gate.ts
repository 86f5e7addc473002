/**
 * Keeps a terminal's own replies out of a shell while old output is shown to it again: programs of then have asked the
 * terminal what it is, and its answers now would be typed to whoever reads. Pure but for its timer.
 */

/** Device status report: a terminal answers it when it has worked through everything before it (ECMA-48, 8.3.35). */
export const statusQuestion = '\x1b[5n';
const statusAnswer = Buffer.from('\x1b[0n');
/** For a terminal that does not answer. Nothing is lost by it but what is typed meanwhile. */
const openAfterMs = 2_000;

export class ReplayGate {
  #isShut = false;
  #timer: NodeJS.Timeout | undefined;
  #tail = Buffer.alloc(0);

  get isShut(): boolean {
    return this.#isShut;
  }

  /** Before the replay. */
  shut(): void {
    this.#isShut = true;
    this.#tail = Buffer.alloc(0);
  }

  /** The whole replay and the question are on their way to the terminal. */
  awaitAnswer(): void {
    if (!this.#isShut) return;
    this.#timer = setTimeout(() => this.open(), openAfterMs);
    this.#timer.unref();
  }

  open(): void {
    clearTimeout(this.#timer);
    this.#isShut = false;
  }

  /** What of these bytes a person typed: nothing until the terminal has answered. */
  pass(chunk: Buffer): Buffer {
    if (!this.#isShut) return chunk;
    const seen = Buffer.concat([this.#tail, chunk]);
    const at = seen.indexOf(statusAnswer);
    this.#tail = seen.subarray(-(statusAnswer.length - 1));
    if (at === -1) return Buffer.alloc(0);
    this.open();
    return seen.subarray(at + statusAnswer.length);
  }
}
