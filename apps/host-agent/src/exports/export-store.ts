/**
 * The exports of this host, each in a folder of its own that is named by its id:
 *
 *     <folder>/<id>/             whole: export.json, SHA256SUMS, the VM's files as its driver wrote them
 *     <folder>/<id>.partial/     being made, or being removed
 *
 * The name changes last when one is made and first when one is removed, so that what is there by its id is whole. It
 * knows no hypervisor and no job.
 */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import { type ExportList, exportLimit, type VmExport } from '@busbar/shared/protocol/asked-of-host';
import type { Progress } from '../hypervisor/driver.ts';
import { readJson, writeJson } from '../hypervisor/vms/write-json.ts';
import { replaceFile } from '../storage/replace-file.ts';
import { storageError } from '../storage/storage-error.ts';
import { sumFile } from '../storage/sum-file.ts';
import { syncFolder } from '../storage/write-file-durably.ts';
import { readExport, verifySums } from './check-export.ts';
import { describeExport, ExportRecord, type NewExport, newRecord, recordName } from './export-record.ts';
import { bytesOf, filesIn } from './files-in.ts';
import { sumsName, sumsText } from './sums-text.ts';

const partialSuffix = '.partial';
/** Windows lets go of files a moment after Hyper-V has written them. */
const patience = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 } as const;

export class ExportStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Newest first. What is not understood is passed over: it is not ours, or of a later version. */
  async list(): Promise<ExportList> {
    const ids = (await this.#names()).filter((name) => Id.safeParse(name).success);
    const found = (await Promise.all(ids.map((id) => this.#find(id)))).filter((each) => each !== null);
    const newestFirst = found.toSorted((one, other) => other.createdAt - one.createdAt);
    return { folder: this.folder, exports: newestFirst.slice(0, exportLimit) };
  }

  /** One that is there, with where its files are. @throws as `readExport` */
  async read(id: string): Promise<{ readonly folder: string; readonly record: ExportRecord }> {
    const folder = this.#pathOf(id);
    return { folder, record: await readExport(folder, id) };
  }

  /** Whether every file is as it was written. How many there are. @throws as `verifySums` */
  verify(id: string, progress: Progress, signal: AbortSignal): Promise<number> {
    return verifySums(this.#pathOf(id), id, progress, signal);
  }

  /** An empty folder for a new one; what an interrupted attempt left goes. */
  async begin(id: string): Promise<string> {
    const path = this.#partial(id);
    await rm(path, patience);
    await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw storageError(error);
    });
    return path;
  }

  /** Of what a job has begun and never puts in its place. */
  begun(id: string): string {
    return this.#partial(id);
  }

  /** Says in the folder what it is, once the VM's files are in it. */
  async describe(made: NewExport): Promise<ExportRecord> {
    const folder = this.#partial(made.id);
    const paths = (await filesIn(folder)).filter((path) => path !== recordName);
    const record = newRecord(made, await bytesOf(folder, paths));
    await writeJson(join(folder, recordName), record);
    return record;
  }

  /** Sums up every file and flushes it to the disk. How many there are. */
  async sum(id: string, progress: Progress, signal: AbortSignal): Promise<number> {
    const folder = this.#partial(id);
    const paths = (await filesIn(folder)).filter((path) => path !== sumsName);
    const total = await bytesOf(folder, paths);
    let done = 0;
    const sums: [string, string][] = [];
    for (const path of paths) {
      const onBytes = (count: number): void => {
        done += count;
        progress(done, total);
      };
      sums.push([path, await sumFile(join(folder, path), onBytes, signal)]);
    }
    await writeDurably(join(folder, sumsName), sumsText(sums));
    return paths.length;
  }

  /** From now on it is there. Idempotent. Returns its folder. */
  async putInPlace(id: string): Promise<string> {
    const path = this.#pathOf(id);
    if ((await this.#find(id)) === null) {
      await replaceFile(this.#partial(id), path);
      await syncFolder(this.folder);
    }
    return path;
  }

  /** Also one that is only begun. Idempotent: what it was, or null for none that was whole. */
  async remove(id: string): Promise<VmExport | null> {
    const found = await this.#find(id);
    await rm(this.#partial(id), patience);
    try {
      await replaceFile(this.#pathOf(id), this.#partial(id));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    await rm(this.#partial(id), patience);
    return found;
  }

  /** One that is there: what a job is at work with stays. What it was, or null. */
  async removeWhole(id: string): Promise<VmExport | null> {
    return (await this.#find(id)) === null ? null : this.remove(id);
  }

  /** What no job is at work with any more: a crash cut its removal short, or whoever wrote it could not be waited for. */
  async removePartials(isAtWork: (id: string) => boolean): Promise<void> {
    for (const name of await this.#names()) {
      const id = name.slice(0, -partialSuffix.length);
      if (!name.endsWith(partialSuffix) || !Id.safeParse(id).success || isAtWork(id)) continue;
      await rm(this.#partial(id), patience);
    }
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await readdir(this.folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  /** Null also for a record that is damaged or of a later version. */
  async #find(id: string): Promise<VmExport | null> {
    const path = join(this.#pathOf(id), recordName);
    try {
      const record = await readJson(path, ExportRecord);
      return record?.id === id ? describeExport(record) : null;
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }

  #pathOf(id: string): string {
    if (!Id.safeParse(id).success) throw new AppError('invalid-input', 'That is no id of an export.');
    return join(this.folder, id);
  }

  #partial = (id: string): string => this.#pathOf(id) + partialSuffix;
}

async function writeDurably(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600, flush: true });
  } catch (error) {
    throw storageError(error);
  }
}
