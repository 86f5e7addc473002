/**
 * Takes jobs, runs them in the order in which they came (one at a time per VM, so many per host), and brings
 * what an earlier process left unfinished to its end. Journal and outbox are its memory; it knows no step.
 */
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { isJobKind, jobCatalog } from '@busbar/shared/jobs/catalog';
import type { JobKindDefinition } from '@busbar/shared/jobs/job-kind';
import type { HostEventBody, JobAccepted, JobDocument, LocalJob } from '@busbar/shared/protocol/link';
import type { z } from 'zod';
import type { Log } from '../log.ts';
import { type BindDeps, bindSteps, checkDocument } from './bind-steps.ts';
import { type JobEntry, type JobName, nameOf, newEntry, settleEnding, vmOf } from './job-entry.ts';
import type { JobJournal } from './job-journal.ts';
import { JobReporter } from './job-reporter.ts';
import type { Journal } from './journal.ts';
import type { JobEnd } from './journal-record.ts';
import { orAborted } from './or-aborted.ts';
import type { Outbox } from './outbox.ts';
import { type RunJobDeps, runJob } from './run-job.ts';
import { formerSteps } from './take-over.ts';

export const runnerLimits = {
  /** Jobs that may wait or run here; an inventory lists no more. */
  unfinishedJobs: 1000,
} as const;

export type RunnerDeps<Services> = BindDeps<Services> &
  Pick<RunJobDeps, 'nowMs' | 'checkpoint' | 'undoDeadlineMs' | 'resultOf'> & {
    readonly journal: Journal;
    readonly outbox: Outbox;
    readonly log: Log;
    /** Jobs that run at the same time. */
    readonly jobLimit: number;
  };

type Accepted = z.infer<typeof JobAccepted>;
type JobOfVm = Pick<JobDocument, 'jobId' | 'attempt' | 'kind'>;

export class JobRunner<Services> {
  readonly #deps: RunnerDeps<Services>;
  /** Unfinished jobs by id, in the order of their acceptance. */
  readonly #entries = new Map<string, JobEntry>();
  /** Ids being written down just now: the same document may arrive twice at once. */
  readonly #accepting = new Map<string, Promise<Accepted>>();
  /** VMs with which something other than a job is at work; jobs of theirs wait. */
  readonly #held = new Set<string>();
  #isClosed = false;

  constructor(deps: RunnerDeps<Services>) {
    this.#deps = deps;
  }

  /** Goes on with what an earlier process left. Call it once, after the hypervisors have adopted their VMs. */
  async resume(): Promise<void> {
    for (const journal of this.#deps.journal.unreported()) {
      this.#sayBegun(journal);
      await this.#report(journal);
    }
    for (const journal of this.#deps.journal.unfinished()) this.#add(journal);
    this.#schedule();
  }

  /** Jobs that have not ended, oldest first. */
  unfinished(): readonly JobName[] {
    return [...this.#entries.values()].map(({ journal }) => nameOf(journal.history.document));
  }

  /** The jobs of one VM that have not ended, oldest first. */
  unfinishedOf(vmId: string): readonly JobOfVm[] {
    const documents = [...this.#entries.values()].map(({ journal }) => journal.history.document);
    return documents.filter((document) => document.vmId === vmId);
  }

  /**
   * Does something with a VM while no job touches it: jobs that come meanwhile wait for it.
   *
   * @throws `conflict` at once when a job of it has not ended or something else is at work with it.
   */
  async exclusively<T>(vmId: string, work: () => Promise<T>): Promise<T> {
    const [job] = this.unfinishedOf(vmId);
    if (job !== undefined || this.#held.has(vmId)) {
      const what =
        job === undefined ? 'Something else is at work with the VM' : `Its job ${job.kind} has not ended`;
      throw new AppError('conflict', `${what}. Try again afterwards.`, { details: { ...job } });
    }
    this.#held.add(vmId);
    try {
      return await work();
    } finally {
      this.#held.delete(vmId);
      this.#schedule();
    }
  }

  /** @throws `not-found`; `unavailable` when the agent stops before the end; the signal's reason. */
  async untilEnded(jobId: string, signal: AbortSignal): Promise<JobEnd> {
    const entry = this.#entries.get(jobId);
    const end = this.#deps.journal.find(jobId)?.history.end;
    if (end != null) return end;
    if (entry === undefined) throw new AppError('not-found', 'This host does not know the job.');
    return orAborted(entry.ended.promise, signal);
  }

  /**
   * Returns once the job is durable. A document that was accepted before is answered and not run again.
   *
   * @param local what the control plane is told of a job that it did not send
   * @throws `unsupported`, `invalid-input`, `stale-attempt` (a newer one is known), `conflict` (an older one
   *   still runs), `rate-limited`, `insufficient-storage`.
   */
  async accept(document: JobDocument, local: LocalJob | null = null): Promise<Accepted> {
    checkDocument(document);
    const earlier = this.#accepting.get(document.jobId) ?? Promise.resolve(null);
    const accepting = this.#acceptAfter(earlier, document, local);
    this.#accepting.set(document.jobId, accepting);
    try {
      return await accepting;
    } finally {
      if (this.#accepting.get(document.jobId) === accepting) this.#accepting.delete(document.jobId);
    }
  }

  /**
   * Ends a job and has it undone; returns once that wish is durable. A job that has ended stays as it is.
   *
   * @throws `not-found`, `stale-attempt`.
   */
  async cancel({ jobId, attempt }: JobName): Promise<void> {
    const journal = this.#deps.journal.find(jobId);
    if (journal === null) throw new AppError('not-found', 'This host does not know the job.');
    const known = journal.history.document.attempt;
    if (attempt !== known) throw stale(attempt, known);
    const entry = this.#entries.get(jobId);
    const error = new AppError('cancelled', 'The job was cancelled.');
    if (entry === undefined || !entry.control.end('cancelled', error)) return;
    const ending = entry.control.ending;
    if (ending !== null && journal.history.end === null) await journal.append({ type: 'ending', ending });
    this.#schedule();
  }

  /** Stops running without ending any job: they go on when `resume` is next called. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const entry of this.#entries.values()) {
      entry.control.suspend();
      if (entry.running === null) settleEnding(entry);
    }
    await Promise.all([...this.#entries.values()].map(({ running }) => running));
  }

  /** How the earlier one went is its own caller's affair. */
  async #acceptAfter(
    earlier: Promise<unknown>,
    document: JobDocument,
    local: LocalJob | null,
  ): Promise<Accepted> {
    await Promise.allSettled([earlier]);
    return this.#acceptOnce(document, local);
  }

  async #acceptOnce(document: JobDocument, local: LocalJob | null): Promise<Accepted> {
    const known = this.#deps.journal.find(document.jobId)?.history;
    if (known !== undefined) {
      if (document.attempt < known.document.attempt) throw stale(document.attempt, known.document.attempt);
      if (document.attempt === known.document.attempt) return { ...nameOf(document), isRepeat: true };
      if (known.end === null)
        throw new AppError('conflict', `Attempt ${known.document.attempt} still runs here.`);
    }
    if (this.#isClosed) throw new AppError('unavailable', 'The host agent is stopping.');
    if (this.#entries.size >= runnerLimits.unfinishedJobs) {
      throw new AppError('rate-limited', `This host already has ${this.#entries.size} jobs to do.`);
    }
    this.#add(await this.#deps.journal.create(document, local));
    this.#schedule();
    return { ...nameOf(document), isRepeat: false };
  }

  #add(journal: JobJournal): void {
    this.#entries.set(journal.history.document.jobId, newEntry(journal));
  }

  /** Starts the oldest jobs that may run: their VM is free, and so is a place. */
  #schedule(): void {
    if (this.#isClosed) return;
    const entries = [...this.#entries.values()];
    const running = entries.filter((entry) => entry.running !== null);
    const busyVms = new Set([...this.#held, ...running.map(vmOf).filter((vmId) => vmId !== null)]);
    let places = this.#deps.jobLimit - running.length;
    for (const entry of entries) {
      if (places <= 0) return;
      if (entry.running !== null) continue;
      const vmId = vmOf(entry);
      if (vmId !== null && busyVms.has(vmId)) continue;
      if (vmId !== null) busyVms.add(vmId);
      places -= 1;
      entry.running = this.#run(entry);
    }
  }

  async #run(entry: JobEntry): Promise<void> {
    const { journal, control } = entry;
    const { jobId, attempt, kind, vmId } = journal.history.document;
    const log = this.#deps.log.child({ jobId, attempt, kind, vmId });
    try {
      log.info({}, 'job begins');
      this.#sayBegun(journal);
      await this.#runToEnd(entry, log);
      const { end } = journal.history;
      if (end === null) return log.info({ isSuspended: control.isSuspended }, 'job waits for the next start');
      log.info({ outcome: end.outcome, code: end.error?.code, leftBehind: end.leftBehind }, 'job ended');
      await this.#report(journal);
      await this.#deps.journal.prune();
    } catch (error) {
      // Nothing is lost: the journal still has the job, and the next start goes on with it.
      log.error({ err: error }, 'the job could not be brought to its end; it goes on at the next start');
    } finally {
      if (!this.#isClosed) this.#entries.delete(jobId);
      settleEnding(entry);
      this.#schedule();
    }
  }

  async #runToEnd({ journal, control }: JobEntry, log: Log): Promise<void> {
    const { nowMs, checkpoint, undoDeadlineMs, resultOf, outbox } = this.#deps;
    const { jobId, attempt } = journal.history.document;
    const report = new JobReporter({
      jobId,
      attempt,
      nowMs,
      add: (event: HostEventBody) => outbox.add(event),
    });
    const onJournalError = (error: unknown): void =>
      log.error({ err: toAppError(error) }, 'the journal cannot be written');
    const { kind, continues } = journal.history.document;
    const former = formerSteps(this.#deps.journal, continues);
    const steps = bindSteps(this.#deps, { journal, report, former });
    await runJob({
      journal,
      control,
      steps,
      report,
      former,
      keepsFrom: keepsFromOf(kind),
      nowMs,
      checkpoint,
      undoDeadlineMs,
      resultOf,
      onJournalError,
    });
  }

  /** May be told twice, after a restart; the control plane takes the first. */
  #sayBegun({ history: { document, local } }: JobJournal): void {
    if (local !== null) this.#deps.outbox.add({ type: 'job-begun', ...nameOf(document), job: local });
  }

  /** Says the end once, and then forgets what was secret. In this order, so that a crash loses neither. */
  async #report(journal: JobJournal): Promise<void> {
    const { outbox, nowMs, checkpoint } = this.#deps;
    const { document, end } = journal.history;
    if (end === null) throw new AppError('internal', 'A job that has not ended cannot be reported.');
    const { jobId, attempt } = document;
    const isSaid = await outbox.includes(
      (event) => event.type === 'job-ended' && event.jobId === jobId && event.attempt === attempt,
    );
    if (!isSaid) new JobReporter({ jobId, attempt, nowMs, add: (event) => outbox.add(event) }).ended(end);
    await outbox.flushed();
    checkpoint('report:after');
    await journal.seal();
  }
}

const keepsFromOf = (kind: string): string | null => {
  const definition: JobKindDefinition | null = isJobKind(kind) ? jobCatalog[kind] : null;
  return definition?.keepsFrom ?? null;
};
const stale = (attempt: number, known: number): AppError =>
  new AppError('stale-attempt', `Attempt ${attempt} is not the one that this host knows (${known}).`);
