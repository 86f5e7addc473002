/** Disks of the test hypervisor: a list in a file, and a file for each data disk, in the VM's folder. */
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemDiskId } from '@busbar/shared/domain/disk';
import type { PowerState } from '@busbar/shared/domain/vm-state';
import { AppError } from '@busbar/shared/errors/app-error';
import {
  type DiskChange,
  type Disks,
  type DriverDisk,
  findDisk,
  type NewCopy,
  type NewDisk,
  requireChangeable,
} from '../hypervisor/disks.ts';
import { refuseSmallerDisk } from '../hypervisor/resizing.ts';
import { writeFileDurably } from '../storage/write-file-durably.ts';

export type MemoryDisksDeps = {
  /** @throws `not-found` */
  readonly read: (vmId: string) => Promise<{ readonly power: PowerState; readonly diskBytes: number }>;
  readonly growSystem: (vmId: string, bytes: number) => Promise<void>;
  readonly countCheckpoints: (vmId: string) => Promise<number>;
  readonly folderOf: (vmId: string) => string;
  readonly hasFullDisk: () => boolean;
  readonly say: (what: string) => Promise<void>;
  readonly checkpoint: (name: string) => void;
};

/** Where a process may be killed: a part of the file is there. */
export const halfWritten = 'disk:half';

type Stored = { readonly id: string; readonly file: string };
/** What is in a disk's file. */
type Content = { readonly sizeBytes: number; readonly kind: DriverDisk['kind']; readonly fileBytes: number };

export class MemoryDisks implements Disks {
  readonly #deps: MemoryDisksDeps;

  constructor(deps: MemoryDisksDeps) {
    this.#deps = deps;
  }

  async list(vmId: string): Promise<readonly DriverDisk[]> {
    const { diskBytes } = await this.#deps.read(vmId);
    const told = { format: 'memory', isOurs: true, below: [] };
    const data = await Promise.all(
      (await this.#stored(vmId)).map(async ({ id, file }) => {
        const content = JSON.parse(await readFile(this.#path(vmId, file), 'utf8')) as Content;
        return { ...told, ...content, id, file, place: id };
      }),
    );
    const system = { sizeBytes: diskBytes, fileBytes: 1, kind: 'dynamic' as const };
    return [{ ...told, ...system, id: systemDiskId, file: 'disk', place: systemDiskId }, ...data];
  }

  async folderOf(vmId: string): Promise<string> {
    return this.#deps.folderOf(vmId);
  }

  async look(vmId: string, change: DiskChange, diskId: string | null): Promise<DriverDisk | null> {
    const disk = diskId === null ? null : findDisk(await this.list(vmId), diskId);
    const { power } = await this.#deps.read(vmId);
    requireChangeable({ change, power, disk, checkpointCount: await this.#deps.countCheckpoints(vmId) });
    return disk;
  }

  async fileOf(_vmId: string, key: string): Promise<string> {
    return fileOf(key);
  }

  async create(vmId: string, { key, sizeBytes, kind }: NewDisk): Promise<void> {
    await this.look(vmId, 'add', null);
    const fileBytes = kind === 'fixed' ? sizeBytes : 100;
    await this.#fill(vmId, key, { sizeBytes, kind, fileBytes });
    await this.#deps.say('create-data-disk');
  }

  async attach(vmId: string, file: string, diskId: string | null): Promise<string> {
    const stored = await this.#stored(vmId);
    const known = stored.find((disk) => disk.file === file);
    if (known !== undefined) return known.id;
    await this.look(vmId, 'add', null);
    const id = diskId ?? `data-${stored.length + 1}`;
    await this.#store(vmId, [...stored, { id, file }]);
    await this.#deps.say('attach-disk');
    return id;
  }

  async detach(vmId: string, file: string): Promise<void> {
    const stored = await this.#stored(vmId);
    const disk = stored.find((each) => each.file === file);
    if (disk === undefined) return;
    await this.look(vmId, 'remove', disk.id);
    await this.#store(
      vmId,
      stored.filter((each) => each !== disk),
    );
    await this.#deps.say('detach-disk');
  }

  async removeFile(vmId: string, file: string): Promise<void> {
    if ((await this.#stored(vmId)).some((disk) => disk.file === file))
      throw new AppError('precondition-failed', 'The disk is attached.');
    await rm(this.#path(vmId, file), { force: true });
  }

  async grow(vmId: string, diskId: string, sizeBytes: number): Promise<void> {
    if (diskId === systemDiskId) return this.#deps.growSystem(vmId, sizeBytes);
    const disk = await this.#need(vmId, 'resize', diskId);
    refuseSmallerDisk(disk.sizeBytes ?? 0, sizeBytes);
    await this.#write(vmId, disk.file, { sizeBytes, kind: disk.kind, fileBytes: disk.fileBytes ?? 0 });
  }

  async compact(vmId: string, { diskId, key }: Omit<NewCopy, 'kind'>): Promise<void> {
    const { sizeBytes, file } = await this.#need(vmId, 'compact', diskId);
    await this.#fill(vmId, key, { sizeBytes: sizeBytes ?? 0, kind: 'dynamic', fileBytes: 10 });
    await rename(this.#path(vmId, fileOf(key)), this.#path(vmId, file));
  }

  async copyAs(vmId: string, { diskId, key, kind }: NewCopy): Promise<void> {
    const { sizeBytes } = await this.#need(vmId, 'convert', diskId);
    await this.#fill(vmId, key, { sizeBytes: sizeBytes ?? 0, kind, fileBytes: sizeBytes ?? 0 });
  }

  async replace(vmId: string, { diskId, key }: NewCopy): Promise<void> {
    const { file } = await this.#need(vmId, 'convert', diskId);
    const copy = fileOf(key);
    if ((await readdir(this.#deps.folderOf(vmId))).includes(copy))
      await rename(this.#path(vmId, copy), this.#path(vmId, file));
  }

  async #need(vmId: string, change: DiskChange, diskId: string): Promise<DriverDisk> {
    await this.look(vmId, change, diskId);
    return findDisk(await this.list(vmId), diskId);
  }

  async #fill(vmId: string, key: string, content: Content): Promise<void> {
    const file = fileOf(key);
    await writeFile(this.#path(vmId, file), 'half');
    this.#deps.checkpoint(halfWritten);
    if (this.#deps.hasFullDisk()) {
      await rm(this.#path(vmId, file));
      throw new AppError('insufficient-storage', 'There is no room for the disk.');
    }
    await this.#write(vmId, file, content);
  }

  #write(vmId: string, file: string, content: Content): Promise<void> {
    return writeFileDurably(this.#path(vmId, file), JSON.stringify(content));
  }

  async #stored(vmId: string): Promise<readonly Stored[]> {
    return JSON.parse(await readFile(this.#path(vmId, 'disks.json'), 'utf8').catch(() => '[]')) as Stored[];
  }

  #store(vmId: string, disks: readonly Stored[]): Promise<void> {
    return writeFileDurably(this.#path(vmId, 'disks.json'), JSON.stringify(disks));
  }

  #path = (vmId: string, file: string): string => join(this.#deps.folderOf(vmId), file);
}

const fileOf = (key: string): string => `data-${key}`;
