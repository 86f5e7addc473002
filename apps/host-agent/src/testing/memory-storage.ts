/** Places of the test hypervisor: one file of its VM, which is in the place that `place.json` names. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ownPlace } from '@busbar/shared/domain/place';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmStorage } from '@busbar/shared/protocol/asked-of-host';
import type { Progress } from '../hypervisor/driver.ts';
import { requirePlace, type StorageMove, type StorageMoving } from '../hypervisor/storage-moving.ts';
import { writeFileDurably } from '../storage/write-file-durably.ts';

export type MemoryStorageDeps = {
  readonly folder: string;
  /** The VM's own. @throws `not-found` */
  readonly folderOf: (vmId: string) => Promise<string>;
  readonly hasFullDisk: () => boolean;
  readonly say: (what: string) => Promise<void>;
  readonly checkpoint: (name: string) => void;
};

/** Where a process may be killed. */
export const halfMoved = 'move-files:half';
export const movedContent = 'all of its files';

export class MemoryStorage implements StorageMoving {
  /** Set by tests of a cancel: the second half is never written. */
  hangs = false;
  readonly #deps: MemoryStorageDeps;

  constructor(deps: MemoryStorageDeps) {
    this.#deps = deps;
  }

  async look(vmId: string): Promise<VmStorage> {
    const names = [ownPlace, 'fast'];
    return {
      place: await this.#placeOf(vmId),
      bytes: movedContent.length,
      places: names.map((name) => ({ name, path: this.#path(name, ''), freeBytes: 2 ** 30, problem: null })),
    };
  }

  async check(vmId: string, place: string): Promise<StorageMove> {
    const storage = await this.look(vmId);
    requirePlace(storage, place);
    return { from: storage.place, bytes: storage.bytes, foreign: [], parents: [] };
  }

  async move(vmId: string, place: string, progress: Progress, signal: AbortSignal): Promise<void> {
    const from = await this.settle(vmId, place);
    if (from === place) return;
    const copy = this.#path(place, vmId);
    await mkdir(this.#path(place, ''), { recursive: true });
    await writeFile(copy, movedContent.slice(0, 4));
    progress(4, movedContent.length);
    this.#deps.checkpoint(halfMoved);
    if (this.#deps.hasFullDisk())
      throw new AppError('insufficient-storage', 'There is no room for the files.');
    if (this.hangs) await delay(2 ** 31 - 1, undefined, { signal });
    await writeFile(copy, movedContent);
    await writeFileDurably(await this.#record(vmId), place);
    await this.#deps.say('move-files');
  }

  async tidy(vmId: string) {
    const at = await this.#placeOf(vmId);
    for (const { name } of (await this.look(vmId)).places)
      if (name !== at) await rm(this.#path(name, vmId), { force: true });
    return { removed: [], kept: [] };
  }

  async settle(vmId: string, place: string): Promise<string> {
    const at = await this.#placeOf(vmId);
    if (at !== place) await rm(this.#path(place, vmId), { force: true });
    return at;
  }

  #path = (place: string, vmId: string): string => join(this.#deps.folder, 'places', place, vmId);
  #record = async (vmId: string): Promise<string> => join(await this.#deps.folderOf(vmId), 'place.json');
  #placeOf = async (vmId: string): Promise<string> =>
    readFile(await this.#record(vmId), 'utf8').catch(() => ownPlace);
}
