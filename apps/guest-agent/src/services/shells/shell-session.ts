/**
 * A shell that lives in the guest until its program ends: a terminal, the last of its output, and any number
 * of viewers who come and go. Nothing here knows of connections.
 */
import { AppError } from '@busbar/shared/errors/app-error';
import {
  type ExecEnd,
  type ShellAttached,
  type ShellInfo,
  type Signal,
  shellRingBytes,
  type TerminalSize,
} from '@busbar/shared/protocol/channel';
import type { z } from 'zod';
import { OutputRing } from './output-ring.ts';
import { decidePace } from './reading-pace.ts';
import { chooseReplay, ShellViewer } from './shell-viewer.ts';
import type { Terminal } from './terminal.ts';

/** A person has a few windows open; more is a fault. */
export const viewerLimit = 16;
/** Input that the program has not taken yet. Beyond it the viewers' own streams wait. */
export const inputLimitBytes = 1024 * 1024;

export type ShellFacts = Pick<ShellInfo, 'shellId' | 'title' | 'user' | 'size'>;
export type Attached = { readonly viewer: ShellViewer; readonly first: z.infer<typeof ShellAttached> };

export class ShellSession {
  readonly #facts: Omit<ShellFacts, 'size'>;
  readonly #terminal: Terminal;
  readonly #nowMs: () => number;
  readonly #createdAt: number;
  readonly #ring: OutputRing;
  readonly #viewers = new Set<ShellViewer>();
  #size: TerminalSize;
  #ended: ExecEnd | null = null;
  #endedAtMs: number | null = null;
  #input: Promise<void> = Promise.resolve();
  #inputBytes = 0;
  #paceTimer: NodeJS.Timeout | undefined;

  constructor(facts: ShellFacts, terminal: Terminal, nowMs: () => number, ringBytes = shellRingBytes) {
    this.#facts = { shellId: facts.shellId, title: facts.title, user: facts.user };
    this.#size = facts.size;
    this.#terminal = terminal;
    this.#nowMs = nowMs;
    this.#createdAt = nowMs();
    this.#ring = new OutputRing(ringBytes);
    terminal.onOutput((chunk) => this.#take(chunk));
    void terminal.ended.then((exit) => this.#end(exit));
  }

  get info(): ShellInfo {
    return {
      ...this.#facts,
      pid: this.#terminal.pid,
      createdAt: this.#createdAt,
      size: this.#size,
      viewers: this.#viewers.size,
      keptFrom: this.#ring.keptFrom,
      writtenTo: this.#ring.writtenTo,
      ended: this.#ended,
    };
  }

  /** When its program ended; null while it runs. */
  get endedAtMs(): number | null {
    return this.#endedAtMs;
  }

  /**
   * Adds a viewer. Choosing where its replay ends and going live are one step without a wait between them,
   * so no byte falls between replay and live. Errors: `invalid-input` for an offset that was never written,
   * `rate-limited` for one viewer too many.
   */
  attach(fromOffset: number | null, size: TerminalSize | undefined): Attached {
    if (this.#viewers.size >= viewerLimit) {
      throw new AppError('rate-limited', `This shell has ${viewerLimit} viewers already.`);
    }
    if (fromOffset !== null && fromOffset > this.#ring.writtenTo) {
      throw new AppError(
        'invalid-input',
        `Offset ${fromOffset} is beyond the output's end, ${this.#ring.writtenTo}.`,
      );
    }
    if (size !== undefined) this.resize(size);
    const replay = chooseReplay(this.#ring, fromOffset);
    const viewer = new ShellViewer(
      { ring: this.#ring, ended: () => this.#ended, nowMs: this.#nowMs, onProgress: () => this.#keepPace() },
      replay.from,
    );
    this.#viewers.add(viewer);
    this.#tellViewers();
    this.#keepPace();
    const liveAt = this.#ring.writtenTo;
    return { viewer, first: { shell: this.info, replayFrom: replay.from, liveAt, hasGap: replay.hasGap } };
  }

  detach(viewer: ShellViewer): void {
    viewer.detach();
    if (!this.#viewers.delete(viewer)) return;
    this.#tellViewers();
    this.#keepPace();
  }

  /** In the order of the calls. Resolves once it fits the limit of waiting input, so that a caller stops reading. */
  async writeInput(bytes: Buffer): Promise<void> {
    if (this.#ended !== null) return;
    this.#inputBytes += bytes.length;
    const written = this.#input.then(() => this.#writeOne(bytes));
    this.#input = written;
    if (this.#inputBytes > inputLimitBytes) await written;
  }

  /** The last writer wins. */
  resize(size: TerminalSize): void {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    if (this.#ended === null) this.#terminal.resize(size);
    for (const viewer of this.#viewers) viewer.tellSize(size);
  }

  kill(signal: Signal): void {
    if (this.#ended === null) this.#terminal.signal(signal);
  }

  async #writeOne(bytes: Buffer): Promise<void> {
    try {
      if (this.#ended === null) await this.#terminal.write(bytes);
    } catch (error) {
      // Input to a program that is just ending has no one to go to; its end is told to every viewer.
      if (!(error instanceof Error)) throw error;
    } finally {
      this.#inputBytes -= bytes.length;
    }
  }

  #take(chunk: Buffer): void {
    this.#ring.write(chunk);
    for (const viewer of this.#viewers) viewer.wake();
    this.#keepPace();
  }

  #end(exit: { readonly exitCode: number | null; readonly signal: string | null }): void {
    this.#ended = { cause: exit.signal === null ? 'exited' : 'signalled', ...exit };
    this.#endedAtMs = this.#nowMs();
    clearTimeout(this.#paceTimer);
    for (const viewer of this.#viewers) viewer.wake();
  }

  #tellViewers(): void {
    for (const viewer of this.#viewers) viewer.tellViewers(this.#viewers.size);
  }

  #keepPace(): void {
    if (this.#ended !== null) return;
    clearTimeout(this.#paceTimer);
    const now = this.#nowMs();
    const pace = decidePace(
      [...this.#viewers].map((viewer) => viewer.progress),
      now,
    );
    if (pace.isPaused) this.#terminal.pause();
    else this.#terminal.resume();
    if (pace.againAtMs !== null) this.#paceTimer = setTimeout(() => this.#keepPace(), pace.againAtMs - now);
  }
}
