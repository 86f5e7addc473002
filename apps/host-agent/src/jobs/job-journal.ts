import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { RecordFile } from '../storage/record-file.ts';
import { encodeRecord } from '../storage/record-lines.ts';
import { syncFolder, writeFileDurably } from '../storage/write-file-durably.ts';
import { applyRecord, doneSteps, forgetPayload, type JobHistory, JournalRecord } from './journal-record.ts';

export type NewJob = Omit<Extract<JournalRecord, { type: 'accepted' }>, 'type'>;

/** The durable history of one job: one file of records, and what they amount to. */
export class JobJournal {
  readonly #path: string;
  #file: RecordFile | null;
  #history: JobHistory;

  private constructor(path: string, file: RecordFile | null, history: JobHistory) {
    this.#path = path;
    this.#file = file;
    this.#history = history;
  }

  /** Returns once the job is on the disk: from then on it will be run to an end. Replaces an earlier attempt. */
  static async create(path: string, job: NewJob): Promise<JobJournal> {
    const accepted: JournalRecord = { type: 'accepted', ...job };
    await writeFileDurably(path, encodeRecord(accepted));
    return JobJournal.load(path);
  }

  /** @throws `internal` when the file is damaged or holds something else. */
  static async load(path: string): Promise<JobJournal> {
    const { file, records } = await RecordFile.open(path);
    try {
      const history = historyOf(path, records);
      if (history.end === null) return new JobJournal(path, file, history);
      await file.close();
      return new JobJournal(path, null, history);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get history(): JobHistory {
    return this.#history;
  }

  /** Resolves when the records are durable. @throws `insufficient-storage`; then nothing was recorded. */
  async append(...records: Exclude<JournalRecord, { type: 'accepted' | 'reported' }>[]): Promise<void> {
    if (this.#file === null) throw new AppError('conflict', 'The job has ended; its journal is closed.');
    await this.#file.appendAll(records);
    for (const record of records) this.#history = applyRecord(this.#history, record) ?? this.#history;
  }

  /**
   * Rewrites the file of an ended job without its payload, so that nothing secret stays, and closes it. Its
   * end must be in the outbox by now.
   */
  async seal(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
    const { document, acceptedAt, order, end, endedAt } = this.#history;
    if (end === null) throw new AppError('internal', 'A job that has not ended cannot be sealed.');
    const steps = doneSteps(this.#history);
    const hasSteps = Object.keys(steps).length > 0;
    const records: JournalRecord[] = [
      { type: 'accepted', at: acceptedAt, order, document: forgetPayload(document) },
      // What a later job goes on from.
      ...(end.kept === true && hasSteps ? [{ type: 'continued', steps } as const] : []),
      { type: 'ended', at: endedAt ?? acceptedAt, end },
      { type: 'reported' },
    ];
    await writeFileDurably(this.#path, records.map(encodeRecord).join(''));
    this.#history = records.reduce<JobHistory | null>(applyRecord, null) ?? this.#history;
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.#path, { force: true });
  }

  /** Puts a file that cannot be understood aside, for a person to look at. */
  static async setAside(path: string): Promise<string> {
    const aside = `${path}.damaged`;
    await rename(path, aside);
    await syncFolder(dirname(path));
    return aside;
  }
}

function historyOf(path: string, records: readonly unknown[]): JobHistory {
  let history: JobHistory | null = null;
  for (const record of records) history = applyRecord(history, JournalRecord.parse(record));
  if (history === null) throw new AppError('internal', `The journal ${path} does not begin with its job.`);
  return history;
}
