/**
 * Work that is asked for on this host itself. It is a job like any other: journalled, run by the one runner with the
 * handlers of its kind, one at a time per VM, and reported to the control plane, which hears of it by `job-begun`.
 */
import { fromWireError } from '@busbar/shared/errors/wire-error';
import { type JobKind, jobCatalog } from '@busbar/shared/jobs/catalog';
import type { LocalJob } from '@busbar/shared/protocol/link';
import type { JobEnd } from '../../jobs/journal-record.ts';
import type { JobRunner } from '../../jobs/runner.ts';

export type NewLocalJob = {
  readonly kind: JobKind;
  /** Without an id: what a job of the host itself is about, such as an image. */
  readonly vm: { readonly vmId: string | null; readonly name: string };
  readonly document: unknown;
  readonly requestedBy: string;
  /** What the control plane is told of a VM that the job makes. */
  readonly makes?: LocalJob['makes'];
};

export type LocalJobsDeps = {
  readonly runner: Pick<
    JobRunner<never>,
    'accept' | 'cancel' | 'exclusively' | 'unfinishedOf' | 'untilEnded'
  >;
  readonly newId: () => string;
};

/** As at the control plane: what must work when a start or a shutdown hangs ends such a job and takes its place. */
const urgent: ReadonlySet<JobKind> = new Set<JobKind>(['vm.shutdown', 'vm.power-off', 'vm.delete']);
const yielding: ReadonlySet<string> = new Set<JobKind>(['vm.start', 'vm.shutdown', 'vm.reboot']);

export class LocalJobs {
  readonly #deps: LocalJobsDeps;

  constructor(deps: LocalJobsDeps) {
    this.#deps = deps;
  }

  /**
   * Hands a job to the runner. Returns its id once it is durable; it goes on whatever becomes of the client.
   *
   * @throws `conflict` while another job of the VM has not ended, also one of the control plane.
   */
  async begin(job: NewLocalJob, signal: AbortSignal): Promise<string> {
    const { runner, newId } = this.#deps;
    const { vmId, name: vmName } = job.vm;
    if (vmId !== null && urgent.has(job.kind)) await this.#makeWay(vmId, signal);
    const jobId = newId();
    const { kind, document, requestedBy, makes } = job;
    const { timeoutMs } = jobCatalog[kind];
    const local: LocalJob = { kind, vmId, vmName, requestedBy, ...(makes === undefined ? {} : { makes }) };
    const accept = () =>
      runner.accept({ jobId, attempt: 1, kind, vmId, document, secrets: null, timeoutMs }, local);
    await (vmId === null ? accept() : runner.exclusively(vmId, accept));
    return jobId;
  }

  /** Resolves when the job has succeeded. @throws why it did not, with what was left behind. */
  async untilSucceeded(jobId: string, signal: AbortSignal): Promise<JobEnd> {
    const end = await this.#deps.runner.untilEnded(jobId, signal);
    if (end.outcome === 'succeeded' || end.error === undefined) return end;
    throw fromWireError(end.error);
  }

  /** Something with a VM that no kind of job does. @throws `conflict` while a job of it has not ended. */
  exclusively<T>(vmId: string, work: () => Promise<T>): Promise<T> {
    return this.#deps.runner.exclusively(vmId, work);
  }

  async #makeWay(vmId: string, signal: AbortSignal): Promise<void> {
    const { runner } = this.#deps;
    const jobs = runner.unfinishedOf(vmId);
    if (jobs.some(({ kind }) => !yielding.has(kind))) return;
    for (const job of jobs) {
      await runner.cancel(job);
      await runner.untilEnded(job.jobId, signal);
    }
  }
}
