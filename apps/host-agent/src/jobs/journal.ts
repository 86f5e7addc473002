/**
 * The journal of all jobs that this host has accepted: one file each in one folder. It keeps ended jobs for
 * a while, so that a document sent twice is answered and not run twice.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobDocument, LocalJob } from '@busbar/shared/protocol/link';
import type { Log } from '../log.ts';
import { JobJournal } from './job-journal.ts';

export const journalLimits = {
  /** Ended jobs kept; the control plane repeats a document within minutes, not after thousands of jobs. */
  endedJobs: 2000,
  endedForMs: 14 * 24 * 3600 * 1000,
} as const;

export type JournalDeps = { readonly folder: string; readonly nowMs: () => number; readonly log: Log };

export class Journal {
  readonly #deps: JournalDeps;
  readonly #jobs = new Map<string, JobJournal>();
  #nextOrder = 1;

  private constructor(deps: JournalDeps) {
    this.#deps = deps;
  }

  static async open(deps: JournalDeps): Promise<Journal> {
    const journal = new Journal(deps);
    await mkdir(deps.folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(deps.folder)) await journal.#load(name);
    await journal.prune();
    return journal;
  }

  find(jobId: string): JobJournal | null {
    return this.#jobs.get(jobId) ?? null;
  }

  /** Jobs that have not ended, in the order in which they were accepted. */
  unfinished(): readonly JobJournal[] {
    return [...this.#jobs.values()]
      .filter(({ history }) => history.end === null)
      .sort((a, b) => a.history.order - b.history.order);
  }

  /** Ended jobs whose end may not have reached the outbox. */
  unreported(): readonly JobJournal[] {
    return [...this.#jobs.values()].filter(({ history }) => history.end !== null && !history.isReported);
  }

  async create(document: JobDocument, local: LocalJob | null = null): Promise<JobJournal> {
    await this.#jobs.get(document.jobId)?.close();
    const path = join(this.#deps.folder, `${document.jobId}.journal`);
    const accepted = { at: this.#deps.nowMs(), order: this.#nextOrder++, document };
    const job = await JobJournal.create(path, local === null ? accepted : { ...accepted, local });
    this.#jobs.set(document.jobId, job);
    return job;
  }

  /** Forgets ended jobs that are too many or too old. */
  async prune(): Promise<void> {
    const oldest = this.#deps.nowMs() - journalLimits.endedForMs;
    const ended = [...this.#jobs.entries()]
      .filter(([, { history }]) => history.isReported)
      .sort(([, a], [, b]) => (b.history.endedAt ?? 0) - (a.history.endedAt ?? 0));
    for (const [index, [jobId, job]] of ended.entries()) {
      if (index < journalLimits.endedJobs && (job.history.endedAt ?? 0) >= oldest) continue;
      await job.remove();
      this.#jobs.delete(jobId);
    }
  }

  async close(): Promise<void> {
    for (const job of this.#jobs.values()) await job.close();
  }

  async #load(name: string): Promise<void> {
    const path = join(this.#deps.folder, name);
    // A crash between writing and renaming: the job was never accepted, or its old file still stands.
    if (name.endsWith('.new')) return rm(path, { force: true });
    if (!name.endsWith('.journal')) return;
    try {
      const job = await JobJournal.load(path);
      this.#jobs.set(job.history.document.jobId, job);
      this.#nextOrder = Math.max(this.#nextOrder, job.history.order + 1);
    } catch (error) {
      const aside = await JobJournal.setAside(path);
      this.#deps.log.error({ err: error, path: aside }, 'a job journal is not readable and was set aside');
    }
  }
}
