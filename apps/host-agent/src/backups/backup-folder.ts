/** The backups in one place of this host, and what is known of each without reading its disks. */
import { join } from 'node:path';
import { toAppError } from '@busbar/shared/errors/app-error';
import type { HostPlace } from '@busbar/shared/protocol/asked-of-host';
import type { BackupCheck, UnreadableBackup, VmBackup } from '@busbar/shared/protocol/backups';
import { CopyFolder } from '../copies/copy-folder.ts';
import { unreadableRecord } from '../copies/copy-kind.ts';
import { describeCopy } from '../copies/copy-record.ts';
import { bytesOf, filesIn } from '../copies/files-in.ts';
import { sumsName } from '../copies/sums-text.ts';
import { readJson, writeJson } from '../hypervisor/vms/write-json.ts';
import { lookAtPlace, type PlaceOptions } from '../storage/look-at-place.ts';
import { type BackupRecord, backupKind, CheckRecord, checkName } from './backup-record.ts';

type Told = { readonly backups: VmBackup[]; readonly unreadable: UnreadableBackup[] };

export class BackupFolder extends CopyFolder<BackupRecord> {
  readonly name: string;
  readonly #options: PlaceOptions;

  constructor(options: PlaceOptions) {
    super(options.path, backupKind);
    this.name = options.name;
    this.#options = options;
  }

  /** How it stands. Never throws. */
  look(): Promise<HostPlace> {
    return lookAtPlace(this.#options);
  }

  /** All that are there by their names. */
  async tell(): Promise<Told> {
    const told: Told = { backups: [], unreadable: [] };
    for (const { id, name } of await this.entries()) {
      const record = await this.find(id);
      if (record === null) told.unreadable.push({ id, ...this.#where(name), damage: unreadable });
      else told.backups.push(await this.#describe(record, name));
    }
    return told;
  }

  async keepCheck(id: string, check: BackupCheck): Promise<void> {
    const path = await this.pathOf(id);
    if (path !== null) await writeJson(join(path, checkName), { version: 1, ...check });
  }

  async #describe(record: BackupRecord, folderName: string): Promise<VmBackup> {
    const path = join(this.folder, folderName);
    return {
      ...describeCopy(record),
      ...this.#where(folderName),
      check: await checkIn(path),
      damage: await damageOf(path, record),
    };
  }

  #where = (folderName: string) => ({ place: this.name, folder: folderName.slice(0, 256) });
}

const unreadable = unreadableRecord(backupKind);

/** Null also where it cannot be read: it is written anew by the next look. */
async function checkIn(path: string): Promise<BackupCheck | null> {
  try {
    const found = await readJson(join(path, checkName), CheckRecord);
    if (found === null) return null;
    const { version: _version, ...check } = found;
    return check;
  } catch (error) {
    if (toAppError(error).code !== 'internal') throw error;
    return null;
  }
}

/** What is missing shows by names and sizes; what has changed only a verification can tell. */
async function damageOf(path: string, { sizeBytes }: BackupRecord): Promise<string | null> {
  const paths = await filesIn(path);
  if (!paths.includes(sumsName)) return `Its ${sumsName} is missing.`;
  const ofVm = paths.filter(
    (each) => each !== sumsName && each !== backupKind.recordName && !backupKind.isBeside(each),
  );
  const found = await bytesOf(path, ofVm);
  return found === sizeBytes ? null : `It has ${found} bytes of files; ${sizeBytes} were written.`;
}
