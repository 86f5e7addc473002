/**
 * The backups of this host, in all places that its configuration names (docs/adr/0024). They are asked of the disk each
 * time: people move and remove them there too.
 */
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { HostPlace } from '@busbar/shared/protocol/asked-of-host';
import { type BackupList, backupLimit } from '@busbar/shared/protocol/backups';
import { goneCopy } from '../copies/check-copy.ts';
import type { BackupFolder } from './backup-folder.ts';
import type { BackupRecord } from './backup-record.ts';

export class BackupStore {
  readonly #places: readonly BackupFolder[];
  /** How many jobs read a backup just now. In memory: after a crash nobody reads. */
  readonly #readers = new Map<string, number>();

  constructor(places: readonly BackupFolder[]) {
    this.#places = places;
  }

  /** Newest first. A place that cannot be looked at says so, and hides none of the others. */
  async list(): Promise<BackupList> {
    const looks = await Promise.all(this.#places.map(lookInto));
    const newestFirst = looks
      .flatMap(({ backups }) => backups)
      .toSorted((one, other) => other.createdAt - one.createdAt);
    return {
      places: looks.map(({ place }) => place),
      backups: newestFirst.slice(0, backupLimit),
      unreadable: looks.flatMap(({ unreadable }) => unreadable).slice(0, backupLimit),
    };
  }

  /** @throws AppError `not-found` */
  place(name: string): BackupFolder {
    const place = this.#places.find((each) => each.name === name);
    if (place !== undefined) return place;
    throw new AppError('not-found', `This host has no place “${name}” for backups.`, {
      userMessage: `This host has no place “${name}” for backups. Name it in BUSBAR_BACKUP_FOLDERS there, or choose another; nothing was made.`,
    });
  }

  /** Where the backup is. @throws AppError `not-found` */
  async holding(id: string): Promise<BackupFolder> {
    for (const place of this.#places) if ((await pathIn(place, id)) !== null) return place;
    throw goneCopy('backup', id);
  }

  /** While the work goes on the backup is not removed, by whomever. */
  async reading<T>(id: string, work: () => Promise<T>): Promise<T> {
    this.#readers.set(id, (this.#readers.get(id) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = (this.#readers.get(id) ?? 1) - 1;
      if (left > 0) this.#readers.set(id, left);
      else this.#readers.delete(id);
    }
  }

  /** Also a damaged one. Idempotent: what it was, or null. @throws AppError `conflict` while a job reads it */
  async remove(id: string): Promise<BackupRecord | null> {
    this.refuseRead(id);
    let found: BackupRecord | null = null;
    for (const place of this.#places) {
      // Also where its name is gone already: a removal that a crash cut short is brought to its end.
      if ((await place.look()).problem === null) found = (await place.remove(id)) ?? found;
    }
    return found;
  }

  /** @throws AppError `conflict` while a job reads it */
  refuseRead(id: string): void {
    if (!this.#readers.has(id)) return;
    throw new AppError('conflict', `A job reads the backup ${id}.`, {
      userMessage:
        'A job verifies or restores this backup just now. Wait for its end or cancel it, then remove the backup; nothing was changed.',
    });
  }

  async removePartials(isAtWork: (id: string) => boolean): Promise<void> {
    for (const place of this.#places)
      if ((await place.look()).problem === null) await place.removePartials(isAtWork);
  }
}

async function lookInto(folder: BackupFolder) {
  const place = await folder.look();
  try {
    return { place, ...(await folder.tell()) };
  } catch (error) {
    const problem = place.problem ?? `${place.path} cannot be read: ${toAppError(error).message}`;
    const unseen: HostPlace = { ...place, freeBytes: null, problem: problem.slice(0, 1024) };
    return { place: unseen, backups: [], unreadable: [] };
  }
}

/** A place that cannot be read has it as little as one that is empty; the list says why. */
async function pathIn(place: BackupFolder, id: string): Promise<string | null> {
  return (await place.look()).problem === null ? place.pathOf(id) : null;
}
