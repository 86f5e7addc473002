/**
 * Hyper-V through Windows PowerShell: a lane for questions and one for work, so that no question waits for work; and for
 * work that runs as a job (exports, conversions, checkpoints) a second process of that kind, so that no start waits for it.
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
  readonly #lanes: Readonly<Record<'query' | 'work' | 'jobs', Lane>>;
  readonly #queryTimeoutMs: number;
  readonly #watchers = new Set<Watcher>();

  constructor({ command, limits = {}, queryTimeoutMs, onProcessEnd }: PowerShellHostOptions) {
    this.#queryTimeoutMs = queryTimeoutMs ?? defaultQueryTimeoutMs;
    const lane = (name: LaneName): Lane =>
      new Lane({
        name,
        command,
        limits,
        onEvent: (event) => this.#tell(event),
        onEnd: (reason) => {
          if (name === 'query') this.#endWatches(reason);
          onProcessEnd?.(name, reason);
        },
      });
    this.#lanes = { query: lane('query'), work: lane('work'), jobs: lane('work') };
  }

  query(call: CmdletCall, signal: AbortSignal): Promise<readonly unknown[]> {
    return this.#run('query', call, { signal, timeoutMs: this.#queryTimeoutMs });
  }

  work(call: CmdletCall, options: WorkOptions): Promise<readonly unknown[]> {
    return this.#run(call.asJob === true ? 'jobs' : 'work', call, options);
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
      const begun = this.query({ cmdlet: 'Watch-BusbarVM', parameters: {}, select: null }, signal);
      await Promise.race([promise, begun.then(() => promise)]);
    } finally {
      this.#watchers.delete(watcher);
      signal.removeEventListener('abort', onAbort);
    }
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#lanes).map((lane) => lane.close()));
  }

  async #run(
    lane: 'query' | 'work' | 'jobs',
    call: CmdletCall,
    options: WorkOptions,
  ): Promise<readonly unknown[]> {
    const problem = checkCall(call);
    if (problem !== null) {
      throw new AppError('invalid-input', problem.message, {
        details: { identifier: problem.identifier, kind: problem.kind, cmdlet: call.cmdlet },
      });
    }
    const { onProgress } = options;
    try {
      return await this.#lanes[lane].run(call, {
        signal: options.signal,
        timeoutMs: options.timeoutMs ?? defaultWorkTimeoutMs,
        ...(onProgress === undefined ? {} : { onProgress }),
      });
    } catch (error) {
      if (options.signal.aborted) throw error;
      const limits = { signal: options.signal, timeoutMs: this.#queryTimeoutMs };
      throw await explainFailure(call, error, (question) => this.#lanes.query.run(question, limits));
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
