/**
 * A person's console on a shell that lives in a guest, whatever way leads there. When the way breaks it comes back to the
 * same shell at the next byte; the shell does not notice. It ends when the shell's program does, or the person detaches.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type ErrorCode, toAppError } from '../errors/app-error.ts';
import { optional } from '../http2/abort-error.ts';
import type { TerminalSize } from '../protocol/channel.ts';
import {
  encodeBytes,
  inputPieceBytes,
  ShellAnswer,
  ShellEvent,
  type ShellInput,
} from '../protocol/local-streams.ts';
import { takeTyped } from './detach-key.ts';
import type { LocalConsole } from './local-console.ts';
import { PrivateModes } from './private-modes.ts';
import { ReplayGate, statusQuestion } from './replay-gate.ts';

/** One attachment to a shell: `LocalCall` is one, over a host's local protocol. */
export type ShellWay = {
  readonly answer: (onEvent: (event: unknown) => Promise<void>) => Promise<unknown>;
  readonly write: (input: ShellInput) => Promise<void>;
  readonly hangUp: () => void;
};

export type ShellRequest = {
  /** Null makes a shell. */
  readonly shellId: string | null;
  /** The next byte wanted; null for what is kept. */
  readonly fromOffset: number | null;
  readonly size: TerminalSize;
};

export type TerminalOptions = {
  readonly console: LocalConsole;
  readonly open: (request: ShellRequest) => Promise<ShellWay>;
  /** Of a shell that is there; null makes one. */
  readonly shellId: string | null;
  readonly detachByte: number;
  /** A line about the way itself, for the person. */
  readonly say: (text: string) => Promise<void>;
};

export type TerminalOutcome =
  | { readonly kind: 'detached'; readonly shellId: string | null }
  | { readonly kind: 'ended'; readonly answer: ShellAnswer };

/** After these the shell may well still be there. */
const passing: readonly ErrorCode[] = ['truncated', 'unavailable', 'guest-unreachable', 'deadline-exceeded'];
const againAfterMs = 1_000;
const comeBackWithinMs = 15 * 60_000;
/** Of typed bytes that nobody takes. What is typed beyond it is lost, so that the key to detach always works. */
const typedLimitBytes = 1024 * 1024;
/** For what was typed before the key to detach. */
const detachWithinMs = 2_000;
const bell = '\x07';

/** @throws what ended the way for good */
export async function attachTerminal(options: TerminalOptions): Promise<TerminalOutcome> {
  const { console } = options;
  const session = new TerminalSession(options);
  console.onResize(() => session.resize());
  console.onTyped((bytes) => session.type(bytes));
  console.onEnd(() => session.detach());
  try {
    return await session.run();
  } finally {
    // In every case: a program that was cut off has not put the terminal back itself.
    await console.write(session.undoModes());
  }
}

class TerminalSession {
  readonly #options: TerminalOptions;
  readonly #modes = new PrivateModes();
  readonly #gate = new ReplayGate();
  readonly #leaving = new AbortController();
  #shellId: string | null;
  #offset: number | null = null;
  #way: ShellWay | null = null;
  readonly #opened = Promise.withResolvers<void>();
  /** What is typed before the first way is open waits for it. */
  #typed: Promise<void> = this.#opened.promise;
  #typedBytes = 0;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#shellId = options.shellId;
  }

  undoModes(): string {
    return this.#modes.undo();
  }

  async run(): Promise<TerminalOutcome> {
    let lostAtMs: number | null = null;
    for (;;) {
      const before = this.#offset;
      try {
        const answer = await this.#attach();
        if (answer.cause !== 'detached') return { kind: 'ended', answer };
        return { kind: 'detached', shellId: this.#shellId };
      } catch (thrown) {
        if (this.#leaving.signal.aborted) return { kind: 'detached', shellId: this.#shellId };
        if (this.#offset !== before) lostAtMs = null;
        lostAtMs ??= await this.#sayLost(toAppError(thrown));
        await this.#pauseOrGiveUp(toAppError(thrown), lostAtMs);
      }
    }
  }

  resize(): void {
    this.#send({ event: 'resize', ...this.#options.console.size() });
  }

  type(chunk: Buffer): void {
    const { bytes, isDetaching } = takeTyped(chunk, this.#options.detachByte);
    const typed = this.#gate.pass(bytes);
    if (this.#typedBytes + typed.length > typedLimitBytes) void this.#options.console.write(bell);
    else this.#sendTyped(typed);
    if (isDetaching) this.detach();
  }

  /** The shell goes on. */
  detach(): void {
    if (this.#leaving.signal.aborted) return;
    this.#leaving.abort();
    const way = this.#way;
    if (way === null) return;
    const timer = setTimeout(() => way.hangUp(), detachWithinMs);
    timer.unref();
    this.#typed = this.#typed.then(() => this.#write({ event: 'detach' }));
  }

  async #attach(): Promise<ShellAnswer> {
    const { open, console } = this.#options;
    const request = { shellId: this.#shellId, fromOffset: this.#offset, size: console.size() };
    const way = await open(request);
    try {
      this.#way = way;
      this.#opened.resolve();
      if (this.#leaving.signal.aborted) throw new AppError('cancelled', 'Detached.');
      return ShellAnswer.parse(await way.answer((event) => this.#take(event)));
    } finally {
      this.#way = null;
      way.hangUp();
    }
  }

  /** An event of a later agent that this one does not know says nothing to it. */
  async #take(data: unknown): Promise<void> {
    const parsed = ShellEvent.safeParse(data);
    if (!parsed.success) return;
    const event = parsed.data;
    const { console, say } = this.#options;
    switch (event.event) {
      case 'attached':
        // What a new shell or a broken way has not shown yet may have been asked of this very terminal.
        if (this.#offset === null && this.#options.shellId !== null) this.#gate.shut();
        this.#shellId = event.shell.shellId;
        this.#offset = event.replayFrom;
        return;
      case 'stdout':
        this.#modes.watch(event.data);
        await console.write(event.data);
        this.#offset = event.offset + event.data.length;
        return;
      case 'live':
        if (this.#gate.isShut) await console.write(statusQuestion);
        return this.#gate.awaitAnswer();
      case 'gap':
        this.#offset = event.to;
        return say(`${event.to - event.from} bytes of output are no longer kept.`);
    }
  }

  async #sayLost(error: AppError): Promise<number> {
    if (this.#canComeBack(error))
      await this.#options.say(`The way to the shell is lost (${error.userMessage}) It is tried again.`);
    return performance.now();
  }

  async #pauseOrGiveUp(error: AppError, lostAtMs: number): Promise<void> {
    if (!this.#canComeBack(error) || performance.now() - lostAtMs > comeBackWithinMs) throw error;
    // A person who detaches meanwhile waits for nothing.
    await optional(delay(againAfterMs, undefined, { signal: this.#leaving.signal })).catch(() => undefined);
  }

  #canComeBack({ code }: AppError): boolean {
    return this.#shellId !== null && this.#offset !== null && passing.includes(code);
  }

  #sendTyped(typed: Buffer): void {
    for (let at = 0; at < typed.length; at += inputPieceBytes) {
      const piece = typed.subarray(at, at + inputPieceBytes);
      this.#typedBytes += piece.length;
      this.#send({ event: 'stdin', data: encodeBytes(piece) }, () => {
        this.#typedBytes -= piece.length;
      });
    }
  }

  #send(input: ShellInput, done: () => void = () => undefined): void {
    this.#typed = this.#typed.then(() => this.#write(input)).finally(done);
  }

  /** What is typed while there is no way goes nowhere; why there is none is told by the attachment itself. */
  async #write(input: ShellInput): Promise<void> {
    await this.#way?.write(input).catch(() => this.#way?.hangUp());
  }
}
