/**
 * Sends jobs to hosts. Each host has a lane of its own in which one pass runs at a time, so a slow or dead
 * host delays nobody but itself; whoever thinks that there may be something to do wakes the lane. What is to
 * do is in the database alone.
 */
import { toAppError } from '@busbar/shared/errors/app-error';
import { type DispatchDeps, dispatchHost } from './dispatch-host.ts';

export class Dispatcher {
  readonly #deps: DispatchDeps;
  readonly #lanes = new Map<string, { isAgain: boolean; done: Promise<void> }>();
  readonly #sending = new Set<string>();
  #isStopped = false;

  constructor(deps: Omit<DispatchDeps, 'sending'>) {
    this.#deps = { ...deps, sending: this.#sending };
    deps.registry.onReady((hostId) => this.wake(hostId));
  }

  /** There may be something to do for this host. Never throws, never waits. */
  readonly wake = (hostId: string): void => {
    if (this.#isStopped) return;
    const lane = this.#lanes.get(hostId);
    if (lane !== undefined) {
      lane.isAgain = true;
      return;
    }
    const fresh = { isAgain: true, done: Promise.resolve() };
    this.#lanes.set(hostId, fresh);
    fresh.done = this.#run(hostId, fresh);
  };

  /** Wakes the lane of a job's host, unless the job is on its way already. @throws what the database throws. */
  readonly wakeJob = async (jobId: string): Promise<void> => {
    const select = { hostId: true, state: true } as const;
    const job = await this.#deps.db.read.job.findUnique({ where: { id: jobId }, select });
    if (job === null || (job.state === 'queued' && this.#sending.has(jobId))) return;
    this.wake(job.hostId);
  };

  /** The same as a hint that may be lost: the queue and the sweep say it again. */
  readonly nudge = (jobId: string): void => {
    this.wakeJob(jobId).catch((thrown: unknown) => {
      this.#deps.log.warn({ jobId, error: toAppError(thrown) }, 'a nudge was lost');
    });
  };

  /** Begins no new pass and waits for those under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#lanes.values()].map(({ done }) => done));
  }

  async #run(hostId: string, lane: { isAgain: boolean }): Promise<void> {
    while (lane.isAgain && !this.#isStopped) {
      lane.isAgain = false;
      try {
        await dispatchHost(this.#deps, hostId);
      } catch (thrown) {
        // The rows are as they were; the sweep comes again.
        this.#deps.log.error({ hostId, error: toAppError(thrown) }, 'a pass over the jobs of a host failed');
      }
    }
    this.#lanes.delete(hostId);
  }
}
