/**
 * Hyper-V through Windows PowerShell: lanes for questions, so that no question waits for work; for work, so that one VM
 * that takes long to start does not keep the others; and one for work that runs as a job (exports, conversions,
 * checkpoints), so that no start waits for it. Of each pair the second has a process only once the first was busy.
 */
import { AppError } from '@busbar/shared/errors/app-error';
import { checkCall } from '../catalogue/check-call.ts';
import type { CmdletCall, HypervEvent, HypervHost, WorkOptions } from '../hyperv-host.ts';
import { explainFailure } from './explain-failure.ts';
import type { HostCommand } from './host-command.ts';
import { Lane, type LaneLimits } from './lane.ts';
import type { LaneName } from './wire.ts';

export type PowerShellHostOptions = {
  readonly command: HostCommand;
  readonly limits?: Partial<LaneLimits>;
  /** Of a question, once the process has it. Default: 60 s. */
  readonly queryTimeoutMs?: number;
  /** Each end of a process, wanted or not, with its cause. */
  readonly onProcessEnd?: (lane: LaneName, reason: AppError) => void;
};

const defaultQueryTimeoutMs = 60_000;
const defaultWorkTimeoutMs = 10 * 60_000;

type Watcher = {
  readonly onEvent: (event: HypervEvent) => void;
  readonly reject: (error: AppError) => void;
};

export class PowerShellHost implements HypervHost {
  /** The first tells the events. */
  readonly #askers: readonly [Lane, Lane];
  readonly #jobs: Lane;
  readonly #workers: readonly [Lane, Lane];
  readonly #queryTimeoutMs: number;
  readonly #watchers = new Set<Watcher>();

  constructor({ command, limits = {}, queryTimeoutMs, onProcessEnd }: PowerShellHostOptions) {
    this.#queryTimeoutMs = queryTimeoutMs ?? defaultQueryTimeoutMs;
    const endWatches = (reason: AppError): void => this.#endWatches(reason);
    const lane = (name: LaneName, onEnd: (reason: AppError) => void = () => undefined): Lane =>
      new Lane({
        name,
        command,
        limits,
        onEvent: (event) => this.#tell(event),
        onEnd: (reason) => {
          onEnd(reason);
          onProcessEnd?.(name, reason);
        },
      });
    this.#askers = [lane('query', endWatches), lane('query')];
    this.#jobs = lane('work');
    this.#workers = [lane('work'), lane('work')];
  }

  query(call: CmdletCall, signal: AbortSignal): Promise<readonly unknown[]> {
    return this.#run(idlest(this.#askers), call, { signal, timeoutMs: this.#queryTimeoutMs });
  }

  async work(call: CmdletCall, options: WorkOptions): Promise<readonly unknown[]> {
    if (call.asJob === true) return this.#run(this.#jobs, call, options);
    for (const { settled } of this.#workers) await settled;
    return this.#run(idlest(this.#workers), call, options);
  }

  /** Resolves when the signal aborts. @throws AppError when the events stop; what changed meanwhile was told to nobody. */
  async watch(onEvent: (event: HypervEvent) => void, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const watcher = { onEvent, reject };
    const onAbort = (): void => resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    this.#watchers.add(watcher);
    try {
      const watch = { cmdlet: 'Watch-BusbarVM', parameters: {}, select: null };
      const begun = this.#run(this.#askers[0], watch, { signal, timeoutMs: this.#queryTimeoutMs });
      await Promise.race([promise, begun.then(() => promise)]);
    } finally {
      this.#watchers.delete(watcher);
      signal.removeEventListener('abort', onAbort);
    }
  }

  async close(): Promise<void> {
    const lanes = [this.#jobs, ...this.#askers, ...this.#workers];
    await Promise.all(lanes.map((lane) => lane.close()));
  }

  async #run(lane: Lane, call: CmdletCall, options: WorkOptions): Promise<readonly unknown[]> {
    const problem = checkCall(call);
    if (problem !== null) {
      throw new AppError('invalid-input', problem.message, {
        details: { identifier: problem.identifier, kind: problem.kind, cmdlet: call.cmdlet },
      });
    }
    const { onProgress } = options;
    try {
      return await lane.run(call, {
        signal: options.signal,
        timeoutMs: options.timeoutMs ?? defaultWorkTimeoutMs,
        ...(onProgress === undefined ? {} : { onProgress }),
      });
    } catch (error) {
      if (options.signal.aborted) throw error;
      const limits = { signal: options.signal, timeoutMs: this.#queryTimeoutMs };
      throw await explainFailure(call, error, (question) => idlest(this.#askers).run(question, limits));
    }
  }

  #tell(event: HypervEvent): void {
    for (const { onEvent } of this.#watchers) onEvent(event);
  }

  #endWatches(cause: AppError): void {
    const error = new AppError('unavailable', 'Hyper-V’s events were interrupted.', { cause });
    for (const { reject } of this.#watchers) reject(error);
  }
}

const idlest = ([first, second]: readonly [Lane, Lane]): Lane => (second.load < first.load ? second : first);
