/**
 * Copies of VMs, each in a folder of its own:
 *
 *     <folder>/<name>/           whole: its record, SHA256SUMS, the VM's files as its driver wrote them
 *     <folder>/<id>.partial/     being made, or being removed
 *
 * The name changes last when one is made and first when one is removed, so that what is there by its name is whole. It
 * knows no hypervisor and no job.
 */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Progress } from '../hypervisor/driver.ts';
import { readJson, writeJson } from '../hypervisor/vms/write-json.ts';
import { replaceFile } from '../storage/replace-file.ts';
import { storageError } from '../storage/storage-error.ts';
import { sumFile } from '../storage/sum-file.ts';
import { syncFolder } from '../storage/write-file-durably.ts';
import { goneCopy, readCopy, verifySums } from './check-copy.ts';
import type { CopyKind, CopyRecord } from './copy-kind.ts';
import { bytesOf, filesIn } from './files-in.ts';
import { sumsName, sumsText } from './sums-text.ts';

const partialSuffix = '.partial';
/** Windows lets go of files a moment after Hyper-V has written them. */
const patience = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 } as const;

export class CopyFolder<Record extends CopyRecord> {
  readonly folder: string;
  readonly kind: CopyKind<Record>;

  constructor(folder: string, kind: CopyKind<Record>) {
    this.folder = folder;
    this.kind = kind;
  }

  /** One that is there, with where its files are. @throws as `readCopy` */
  async read(id: string): Promise<{ readonly folder: string; readonly record: Record }> {
    const folder = await this.#requirePath(id);
    return { folder, record: await readCopy({ kind: this.kind, folder, id }) };
  }

  /** Whether every file is as it was written. How many there are. @throws as `verifySums` */
  async verify(id: string, progress: Progress, signal: AbortSignal): Promise<number> {
    return verifySums({ kind: this.kind, folder: await this.#requirePath(id), id }, progress, signal);
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
  async writeRecord(id: string, recordOf: (sizeBytes: number) => Record): Promise<Record> {
    const folder = this.#partial(id);
    const paths = (await filesIn(folder)).filter((path) => path !== this.kind.recordName);
    const record = recordOf(await bytesOf(folder, paths));
    await writeJson(join(folder, this.kind.recordName), record);
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
    const there = await this.pathOf(id);
    if (there !== null) return there;
    const partial = this.#partial(id);
    const record = await readCopy({ kind: this.kind, folder: partial, id });
    const path = join(this.folder, this.kind.folderNameOf(record));
    await replaceFile(partial, path);
    await syncFolder(this.folder);
    return path;
  }

  /** Also one that is only begun, or damaged. Idempotent: what it was, or null for none that was whole. */
  async remove(id: string): Promise<Record | null> {
    const found = await this.find(id);
    await this.removeBegun(id);
    const path = await this.pathOf(id);
    if (path !== null) await replaceFile(path, this.#partial(id));
    await this.removeBegun(id);
    return found;
  }

  /** What is only begun, or half removed. */
  async removeBegun(id: string): Promise<void> {
    await rm(this.#partial(id), patience);
  }

  /** What no job is at work with any more: a crash cut its removal short, or whoever wrote it could not be waited for. */
  async removePartials(isAtWork: (id: string) => boolean): Promise<void> {
    for (const name of await this.#names()) {
      const id = name.slice(0, -partialSuffix.length);
      if (!name.endsWith(partialSuffix) || !Id.safeParse(id).success || isAtWork(id)) continue;
      await rm(this.#partial(id), patience);
    }
  }

  /** Of all that are there by their names, whatever is in them. */
  async entries(): Promise<readonly { readonly id: string; readonly name: string }[]> {
    return (await this.#names()).flatMap((name) => {
      const id = this.kind.idOf(name);
      return id === null || !Id.safeParse(id).success ? [] : [{ id, name }];
    });
  }

  /** Null also for a record that is damaged or of a later version. */
  async find(id: string): Promise<Record | null> {
    const folder = await this.pathOf(id);
    if (folder === null) return null;
    try {
      const record = await readJson(join(folder, this.kind.recordName), this.kind.schema);
      return record?.id === id ? record : null;
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }

  /** Where it is, or null. @throws `invalid-input` for what is no id */
  async pathOf(id: string): Promise<string | null> {
    requireId(this.kind, id);
    const name = (await this.#names()).find((each) => this.kind.idOf(each) === id);
    return name === undefined ? null : join(this.folder, name);
  }

  async #requirePath(id: string): Promise<string> {
    const path = await this.pathOf(id);
    if (path === null) throw goneCopy(this.kind.word, id);
    return path;
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await readdir(this.folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  #partial(id: string): string {
    requireId(this.kind, id);
    return join(this.folder, id + partialSuffix);
  }
}

function requireId({ word }: { readonly word: string }, id: string): void {
  if (!Id.safeParse(id).success) throw new AppError('invalid-input', `That is no id of a ${word}.`);
}

async function writeDurably(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600, flush: true });
  } catch (error) {
    throw storageError(error);
  }
}
