/** Hyper-V through Windows PowerShell: a lane for questions and one for work, so that no question waits for work. */
import { AppError } from '@busbar/shared/errors/app-error';
import { checkCall } from '../catalogue/check-call.ts';
import type { CmdletCall, CmdletParameters, HypervEvent, HypervHost, WorkOptions } from '../hyperv-host.ts';
import type { HostCommand } from './host-command.ts';
import { Lane, type LaneLimits } from './lane.ts';
import { toServiceDown } from './to-app-error.ts';
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
  readonly #lanes: Readonly<Record<LaneName, Lane>>;
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
    this.#lanes = { query: lane('query'), work: lane('work') };
  }

  query(call: CmdletCall, signal: AbortSignal): Promise<readonly unknown[]> {
    return this.#run('query', call, { signal, timeoutMs: this.#queryTimeoutMs });
  }

  work(call: CmdletCall, options: WorkOptions): Promise<readonly unknown[]> {
    return this.#run('work', call, options);
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
    await Promise.all([this.#lanes.query.close(), this.#lanes.work.close()]);
  }

  async #run(lane: LaneName, call: CmdletCall, options: WorkOptions): Promise<readonly unknown[]> {
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
      throw await this.#explain(call, error, options.signal);
    }
  }

  /**
   * For a while after the start of Windows, and whenever its service is down, Hyper-V says `ObjectNotFound` to everything.
   * Taken for the truth, that would be the deletion of every VM. So a VM is missing only when something else is found.
   */
  async #explain(call: CmdletCall, error: unknown, signal: AbortSignal): Promise<unknown> {
    if (!(error instanceof AppError) || error.details.identifier !== 'ObjectNotFound') return error;
    if (!namesAnything(call.parameters)) return toServiceDown(error, call.cmdlet);
    const probe: CmdletCall = { cmdlet: 'Get-VMHost', parameters: {}, select: null };
    try {
      await this.#lanes.query.run(probe, { signal, timeoutMs: this.#queryTimeoutMs });
      return error;
    } catch (probeError) {
      if (signal.aborted) return probeError;
      return toServiceDown(error, call.cmdlet);
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

/** Whether a call names an object or a file that could be missing. */
const namesAnything = (parameters: CmdletParameters): boolean => Object.keys(parameters).length > 0;
