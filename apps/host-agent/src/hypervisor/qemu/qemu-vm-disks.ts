/**
 * Disks of a QEMU VM. A data disk is a qcow2 file in the VM's folder, on record before it is plugged and until it is
 * unplugged: what a killed agent left between is seen and finished. Always qcow2, never raw: checkpoints are inside. A
 * fixed one has all of its room allocated.
 */
import { readdir, rename, rm } from 'node:fs/promises';
import { systemDiskId } from '@busbar/shared/domain/disk';
import { AppError } from '@busbar/shared/errors/app-error';
import {
  type DiskChange,
  type Disks,
  type DriverDisk,
  findDisk,
  type NewCopy,
  type NewDisk,
  requireChangeable,
} from '../disks.ts';
import type { Progress } from '../driver.ts';
import { runProgram } from '../process/run-program.ts';
import { type Resizing, refuseSmallerDisk } from '../resizing.ts';
import { type FreeBytes, requireFreeBytes } from '../vms/free-bytes.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import { writeWhole } from '../vms/write-whole.ts';
import { readKept } from './checkpoint-records.ts';
import { freeId, plugDataDisk, unplugDataDisk } from './data-disks.ts';
import { describeDisk } from './describe-disk.ts';
import { type DataDisk, dataDiskLimit, dataFileOf, isDataFile, systemFile } from './disk-record.ts';
import { chainOf, isFrozenName, layersOf } from './overlays.ts';
import { copyDisk, measureCopy } from './qemu-exporting.ts';
import type { QemuPowerDeps } from './qemu-power.ts';

export type QemuVmDisksDeps = Pick<QemuPowerDeps, 'store' | 'processes' | 'disks' | 'qmp'> & {
  /** Shared with the driver: one change of a VM at a time. */
  readonly turns: KeyedMutex;
  readonly freeBytes: FreeBytes;
  /** Of the system disk. */
  readonly resizing: Pick<Resizing, 'growDisk'>;
};

/** For an empty disk's own tables, and what the guest writes at first. */
const emptyBytes = 16 * 2 ** 20;
/** Allocating takes a file system a while that cannot do it at once. */
const createDeadlineMs = 6 * 60 * 60_000;
const baseFile = 'base.qcow2';

export class QemuVmDisks implements Disks {
  readonly #deps: QemuVmDisksDeps;

  constructor(deps: QemuVmDisksDeps) {
    this.#deps = deps;
  }

  async list(vmId: string, signal: AbortSignal): Promise<readonly DriverDisk[]> {
    const { store, disks } = this.#deps;
    await store.get(vmId);
    const { kind, data } = await disks.get(vmId);
    const known = [{ id: systemDiskId, file: systemFile, kind: kind ?? 'dynamic' } as const, ...data];
    return Promise.all(known.map((disk) => describeDisk(store.pathOf(vmId), disk, signal)));
  }

  async folderOf(vmId: string): Promise<string> {
    return this.#deps.store.pathOf(vmId);
  }

  async look(
    vmId: string,
    change: DiskChange,
    diskId: string | null,
    signal: AbortSignal,
  ): Promise<DriverDisk | null> {
    const { store, processes } = this.#deps;
    const present = await this.list(vmId, signal);
    const disk = diskId === null ? null : findDisk(present, diskId);
    const power = (await processes.find(vmId))?.power ?? 'stopped';
    // A snapshot knows how large its disk was.
    const checkpointCount = change === 'resize' ? 0 : (await readKept(store, vmId)).checkpoints.length;
    requireChangeable({ change, power, checkpointCount, disk });
    if (disk === null && present.length > dataDiskLimit) throw tooMany();
    return disk;
  }

  async fileOf(_vmId: string, key: string): Promise<string> {
    return dataFileOf(key);
  }

  create(
    vmId: string,
    { key, sizeBytes, kind }: NewDisk,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    const { turns, store, freeBytes } = this.#deps;
    return turns.run(vmId, async () => {
      await this.look(vmId, 'add', null, signal);
      const needed = emptyBytes + (kind === 'fixed' ? sizeBytes : 0);
      await requireFreeBytes(store.folder, needed, freeBytes);
      const room = kind === 'fixed' ? ['-o', 'preallocation=falloc'] : [];
      const make = ['create', '-q', '-f', 'qcow2', ...room, dataFileOf(key), String(sizeBytes)];
      await writeWhole(this.#pathOf(vmId, dataFileOf(key)), () =>
        runProgram('qemu-img', make, { cwd: store.pathOf(vmId), signal, deadlineMs: createDeadlineMs }),
      );
      progress(sizeBytes, sizeBytes);
    });
  }

  attach(vmId: string, file: string, diskId: string | null, signal: AbortSignal): Promise<string> {
    const { turns, disks } = this.#deps;
    return turns.run(vmId, async () => {
      const { data } = await disks.get(vmId);
      const known = data.find((disk) => disk.file === file);
      if (known === undefined) await this.look(vmId, 'add', null, signal);
      const id = known?.id ?? diskId ?? freeId(data);
      if (id === null) throw tooMany();
      if (known === undefined)
        await this.#record(vmId, [...data, await this.#newRecord(vmId, file, id, signal)]);
      try {
        await this.#ifRunning(vmId, signal, (qmp) =>
          plugDataDisk(qmp, this.#deps.store.pathOf(vmId), { id, file }, signal),
        );
      } catch (error) {
        if (known === undefined) await this.#record(vmId, data);
        throw error;
      }
      return id;
    });
  }

  detach(vmId: string, file: string, signal: AbortSignal): Promise<void> {
    const { turns, disks } = this.#deps;
    return turns.run(vmId, async () => {
      const { data } = await disks.get(vmId);
      const disk = data.find((each) => each.file === file);
      if (disk === undefined) return;
      await this.look(vmId, 'remove', disk.id, signal);
      await this.#ifRunning(vmId, signal, (qmp) => unplugDataDisk(qmp, disk.id, signal));
      await this.#record(
        vmId,
        data.filter((each) => each !== disk),
      );
    });
  }

  removeFile(vmId: string, file: string): Promise<void> {
    const { turns, disks, store } = this.#deps;
    return turns.run(vmId, async () => {
      const { data } = await disks.get(vmId);
      const isAttached = data.some((disk) => disk.file === file);
      if (isAttached || !isDataFile(file))
        throw new AppError('precondition-failed', `${file} is a disk of the VM, and stays.`);
      await rm(store.pathOf(vmId, file), { force: true });
    });
  }

  async grow(vmId: string, diskId: string, sizeBytes: number, signal: AbortSignal): Promise<void> {
    const { turns, disks, resizing, processes } = this.#deps;
    if (diskId === systemDiskId) return resizing.growDisk(vmId, sizeBytes, signal);
    return turns.run(vmId, async () => {
      const disk = await this.#get(vmId, 'resize', diskId, signal);
      refuseSmallerDisk(disk.sizeBytes ?? 0, sizeBytes);
      if (disk.sizeBytes === sizeBytes) return;
      if (await processes.isRunning(vmId)) {
        const resize = { 'node-name': diskId, size: sizeBytes };
        await this.#ifRunning(vmId, signal, (qmp) => qmp.run('block_resize', resize, signal));
      } else await disks.grow(vmId, sizeBytes, signal, disk.file);
    });
  }

  /** By a copy without what is empty, on what the disk stands on now. */
  compact(
    vmId: string,
    { diskId, key }: Omit<NewCopy, 'kind'>,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    const { turns } = this.#deps;
    return turns.run(vmId, async () => {
      const disk = await this.#get(vmId, 'compact', diskId, signal);
      const base = disk.below[0]?.file ?? null;
      await this.#copy(vmId, { disk, key, kind: 'dynamic', base }, progress, signal);
      await rename(this.#pathOf(vmId, dataFileOf(key)), this.#pathOf(vmId, disk.file));
    });
  }

  copyAs(
    vmId: string,
    { diskId, key, kind }: NewCopy,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    const { turns } = this.#deps;
    return turns.run(vmId, async () => {
      const disk = await this.#get(vmId, 'convert', diskId, signal);
      await this.#copy(vmId, { disk, key, kind, base: null }, progress, signal);
    });
  }

  replace(vmId: string, { diskId, key, kind }: NewCopy, signal: AbortSignal): Promise<void> {
    const { turns, disks } = this.#deps;
    return turns.run(vmId, async () => {
      const { file } = await this.#get(vmId, 'convert', diskId, signal);
      const copy = dataFileOf(key);
      const isThere = (await readdir(this.#deps.store.pathOf(vmId))).includes(copy);
      // It is the disk already when an earlier attempt came so far.
      if (isThere) await rename(this.#pathOf(vmId, copy), this.#pathOf(vmId, file));
      if (diskId === systemDiskId) {
        await disks.change(vmId, { kind });
        await this.#removeUnused(vmId, signal);
      } else {
        const { data } = await disks.get(vmId);
        await this.#record(
          vmId,
          data.map((disk) => (disk.id === diskId ? { ...disk, kind } : disk)),
        );
      }
    });
  }

  /** Names of the files that the system disk stood on; other VMs have their own names for them. */
  async #removeUnused(vmId: string, signal: AbortSignal): Promise<void> {
    const cwd = this.#deps.store.pathOf(vmId);
    const chain = await chainOf(cwd, systemFile, signal);
    for (const name of await readdir(cwd)) {
      if ((name === baseFile || isFrozenName(name)) && !chain.includes(name))
        await rm(this.#pathOf(vmId, name));
    }
  }

  async #copy(
    vmId: string,
    { disk, key, kind, base }: Pick<NewCopy, 'key' | 'kind'> & { disk: DriverDisk; base: string | null },
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    const { store, freeBytes } = this.#deps;
    const cwd = this.#deps.store.pathOf(vmId);
    const bytes =
      base === null ? await measureCopy(cwd, { name: disk.file, kind }, signal) : (disk.fileBytes ?? 0);
    await requireFreeBytes(store.folder, bytes, freeBytes);
    const onPart = (part: number): void => progress(Math.round(part * bytes), bytes);
    await writeWhole(this.#pathOf(vmId, dataFileOf(key)), () =>
      copyDisk({ cwd, from: disk.file, to: dataFileOf(key), kind, base, onPart, signal }),
    );
    onPart(1);
  }

  /** Whose record is lost with its disk detached: its kind is what its file takes. */
  async #newRecord(vmId: string, file: string, id: string, signal: AbortSignal): Promise<DataDisk> {
    const [layer] = await layersOf(this.#deps.store.pathOf(vmId), file, signal);
    const isFixed = layer !== undefined && layer.fileBytes >= layer.sizeBytes;
    return { id, file, kind: isFixed ? 'fixed' : 'dynamic' };
  }

  async #get(vmId: string, change: DiskChange, diskId: string, signal: AbortSignal): Promise<DriverDisk> {
    await this.look(vmId, change, diskId, signal);
    return findDisk(await this.list(vmId, signal), diskId);
  }

  #record(vmId: string, data: readonly DataDisk[]): Promise<void> {
    return this.#deps.disks.change(vmId, { data: [...data] });
  }

  async #ifRunning(
    vmId: string,
    signal: AbortSignal,
    work: Parameters<QemuPowerDeps['qmp']>[2],
  ): Promise<void> {
    const { processes, qmp } = this.#deps;
    if (await processes.isRunning(vmId)) await qmp(vmId, signal, work);
  }

  #pathOf(vmId: string, file: string): string {
    return this.#deps.store.pathOf(vmId, file);
  }
}

const tooMany = (): AppError =>
  new AppError('precondition-failed', `The VM has ${dataDiskLimit} data disks, and no VM has more.`, {
    userMessage: `The VM has ${dataDiskLimit} data disks, and no VM has more. Remove one, or grow one. Nothing was changed.`,
  });
