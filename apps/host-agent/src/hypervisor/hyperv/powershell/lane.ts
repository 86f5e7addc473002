/**
 * A lane: calls one after the other, in a process that is started when it is needed, killed when it hangs, and replaced
 * when it has died, been broken or grown old. Only one call is ever on its way, so only that one is lost with a process;
 * the others wait for the next.
 */
import { AppError } from '@busbar/shared/errors/app-error';
import type { CmdletCall } from '../hyperv-host.ts';
import type { HostCommand } from './host-command.ts';
import { LaneProcess, type LaneProcessOptions, type OnProgress } from './lane-process.ts';
import type { LaneName } from './wire.ts';

export type LaneLimits = {
  /** Until the greeting. The first Windows PowerShell of a machine's life takes 13 s. Default: 60 s. */
  readonly startMs: number;
  /** A process that is idle after this many calls is replaced, since PowerShell keeps growing. Default: 2000. */
  readonly recycleAfter: number;
  /** A call that nobody waits for any more may end by itself this long. Default: 10 s. */
  readonly abandonedMs: number;
  /** Pause before the second start after a failure; doubled with each further one up to 30 s. Default: 500 ms. */
  readonly backOffMs: number;
  /** Calls that may wait. Default: 1000. */
  readonly queueLength: number;
};

const defaultLimits: LaneLimits = {
  startMs: 60_000,
  recycleAfter: 2000,
  abandonedMs: 10_000,
  backOffMs: 500,
  queueLength: 1000,
};
const longestBackOffMs = 30_000;
/** For the script to end after its standard input has. */
const finishMs = 5_000;

export type LaneOptions = {
  readonly name: LaneName;
  readonly command: HostCommand;
  readonly onEvent: LaneProcessOptions['onEvent'];
  /** Each process that ended, replaced ones too: what it told by itself is over. */
  readonly onEnd: (reason: AppError) => void;
  readonly limits?: Partial<LaneLimits>;
};

export type RunOptions = {
  readonly signal: AbortSignal;
  /** From the moment at which the process gets the call. */
  readonly timeoutMs: number;
  readonly onProgress?: OnProgress;
};

type Waiting = {
  readonly call: CmdletCall;
  readonly options: RunOptions;
  readonly resolve: (result: readonly unknown[]) => void;
  readonly reject: (error: unknown) => void;
};

export class Lane {
  readonly #options: LaneOptions;
  readonly #limits: LaneLimits;
  #queue: Waiting[] = [];
  #process: LaneProcess | null = null;
  #working: Promise<void> | null = null;
  #isRunning = false;
  #givenUp: Promise<void> | null = null;
  #calls = 0;
  /** In a row. */
  #failures = 0;
  #lastStartFailure: AppError | null = null;
  #notBefore = 0;
  readonly #closing = new AbortController();

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
  }

  /** Calls that wait, and the one on its way. */
  get load(): number {
    return this.#queue.length + (this.#isRunning ? 1 : 0);
  }

  /** Resolves once no call is on its way that was given up: what follows a cancel comes after what was cancelled. */
  get settled(): Promise<void> {
    return this.#givenUp ?? Promise.resolve();
  }

  /** @throws AppError */
  run(call: CmdletCall, options: RunOptions): Promise<readonly unknown[]> {
    if (options.signal.aborted) return Promise.reject(abortError(options.signal));
    const refusal = this.#refusal();
    if (refusal !== null) return Promise.reject(refusal);
    const { promise, resolve, reject } = Promise.withResolvers<readonly unknown[]>();
    const waiting = { call, options, resolve, reject };
    this.#queue.push(waiting);
    const onAbort = (): void => {
      this.#queue = this.#queue.filter((other) => other !== waiting);
      reject(abortError(options.signal));
    };
    options.signal.addEventListener('abort', onAbort, { once: true });
    this.#working ??= this.#work();
    return promise.finally(() => options.signal.removeEventListener('abort', onAbort));
  }

  /** Lets the call on its way end within 5 s, refuses those that wait, and leaves no process behind. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#rejectAll(new AppError('unavailable', 'The host agent is stopping.'));
    const process = this.#process;
    if (process !== null) await finish(process);
    await this.#working;
  }

  #refusal(): AppError | null {
    if (this.#closing.signal.aborted) return new AppError('unavailable', 'The host agent is stopping.');
    if (this.#lastStartFailure !== null && performance.now() < this.#notBefore) return this.#lastStartFailure;
    if (this.#queue.length >= this.#limits.queueLength) {
      return new AppError(
        'rate-limited',
        `Already ${this.#queue.length} calls wait for Hyper-V on this host.`,
      );
    }
    return null;
  }

  async #work(): Promise<void> {
    while (this.#queue.length > 0) {
      const process = await this.#ensureProcess();
      if (process === null) continue;
      const waiting = this.#queue.shift();
      if (waiting !== undefined) await this.#runOne(process, waiting);
    }
    this.#working = null;
  }

  /** Null when none could be started; then nobody waits any more. */
  async #ensureProcess(): Promise<LaneProcess | null> {
    if (this.#process !== null && !this.#process.isOver && !this.#isOld()) return this.#process;
    await this.#retire();
    await this.#backOff();
    if (this.#closing.signal.aborted) return null;
    this.#calls = 0;
    const { name, command, onEvent } = this.#options;
    const process = new LaneProcess({ command: command(name), lane: name, onEvent });
    this.#process = process;
    void process.ended.then((reason) => this.#options.onEnd(reason));
    const timer = setTimeout(() => process.kill(startTimeout(this.#limits.startMs)), this.#limits.startMs);
    try {
      await process.ready;
      this.#lastStartFailure = null;
      return process;
    } catch (error) {
      await process.ended;
      this.#noteStartFailure(error as AppError);
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Who waits hears why at once, and so does who asks before the next start is due. */
  #noteStartFailure(error: AppError): void {
    this.#process = null;
    this.#failures += 1;
    this.#lastStartFailure = error;
    this.#notBefore = performance.now() + this.#backOffMs();
    this.#rejectAll(error);
  }

  async #runOne(process: LaneProcess, { call, options, resolve, reject }: Waiting): Promise<void> {
    const { signal, timeoutMs } = options;
    const timers = [setTimeout(() => process.kill(callTimeout(call, timeoutMs)), timeoutMs)];
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const onAbort = (): void => {
      this.#givenUp = ended;
      timers.push(setTimeout(() => process.kill(abandoned(call)), this.#limits.abandonedMs));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#isRunning = true;
    try {
      resolve(await process.call(call, timeoutMs, options.onProgress ?? (() => undefined)));
    } catch (error) {
      reject(error);
    } finally {
      this.#isRunning = false;
      this.#givenUp = null;
      end();
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
    this.#calls += 1;
    if (process.isOver) this.#failures += 1;
    else this.#failures = 0;
    if (this.#queue.length === 0 && this.#isOld()) await this.#retire();
  }

  /** Under steady work there is no idle moment, and one is made. */
  #isOld(): boolean {
    const { recycleAfter } = this.#limits;
    return this.#calls >= (this.#queue.length === 0 ? recycleAfter : 2 * recycleAfter);
  }

  async #retire(): Promise<void> {
    const process = this.#process;
    this.#process = null;
    if (process !== null) await finish(process);
  }

  /** A single failure costs no pause: the first kill of a hung process is made good at once. */
  async #backOff(): Promise<void> {
    if (this.#failures < 2) return;
    const waitMs = Math.max(
      this.#notBefore - performance.now(),
      this.#lastStartFailure === null ? this.#backOffMs() : 0,
    );
    if (waitMs <= 0 || this.#closing.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    this.#closing.signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
  }

  #backOffMs(): number {
    const doublings = Math.min(16, Math.max(0, this.#failures - 2));
    return Math.min(longestBackOffMs, this.#limits.backOffMs * 2 ** doublings);
  }

  #rejectAll(error: AppError): void {
    for (const { reject } of this.#queue.splice(0)) reject(error);
  }
}

/** Asks a process to end, and kills it if it does not. */
async function finish(process: LaneProcess): Promise<void> {
  process.finish();
  const timer = setTimeout(
    () => process.kill(new AppError('unavailable', 'The PowerShell process is replaced.')),
    finishMs,
  );
  await process.ended;
  clearTimeout(timer);
}

const startTimeout = (startMs: number): AppError =>
  new AppError('deadline-exceeded', `The PowerShell process was not ready within ${startMs / 1000} s.`);

const callTimeout = ({ cmdlet }: CmdletCall, timeoutMs: number): AppError =>
  new AppError(
    'deadline-exceeded',
    `${cmdlet} did not end within ${timeoutMs / 1000} s; its process was killed.`,
    {
      userMessage: `Hyper-V did not finish ${cmdlet} within ${timeoutMs / 1000} s.`,
    },
  );

const abandoned = ({ cmdlet }: CmdletCall): AppError =>
  new AppError('cancelled', `${cmdlet} was cancelled and did not end by itself; its process was killed.`);

function abortError(signal: AbortSignal): AppError {
  const { reason } = signal;
  if (reason instanceof AppError) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new AppError('deadline-exceeded', 'Hyper-V did not answer in time.', { cause: reason });
  }
  return new AppError('cancelled', 'The call to Hyper-V was cancelled. What had begun may still be done.', {
    cause: reason,
  });
}
