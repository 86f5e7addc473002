/**
 * Disks of a Hyper-V VM. Data disks are VHDX files in the VM's folder on its first SCSI controller, where they come and go
 * while it runs; which a VM has, Hyper-V alone knows. A converted disk has a new file that is attached in the place of the
 * former one: only what Hyper-V itself has attached may its VM read.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemDiskId } from '@busbar/shared/domain/disk';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Checkpoints } from '../checkpoints.ts';
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
import { type Resizing, refuseSmallerDisk } from '../resizing.ts';
import { type FreeBytes, requireFreeBytes } from '../vms/free-bytes.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import { patience } from '../vms/patience.ts';
import { checkVmId } from '../vms/vm-record.ts';
import { writeWhole } from '../vms/write-whole.ts';
import { call, vmOf } from './call.ts';
import { describeDisk } from './describe-disk.ts';
import { diskIdOf, driveAt, driveWith, freePlace, placeOfId } from './disk-places.ts';
import { isSamePath } from './file-path.ts';
import type { HypervDisks } from './hyperv-disks.ts';
import type { CmdletParameters, HypervHost } from './hyperv-host.ts';
import { checkHypervDisk } from './plan-vm.ts';
import { powerOfState } from './power-of-state.ts';
import type { VmSummary } from './results.ts';
import type { VmFolders } from './vm-folders.ts';
import type { VmInventory } from './vm-inventory.ts';

export type HypervVmDisksDeps = {
  readonly host: HypervHost;
  readonly inventory: VmInventory;
  readonly folders: VmFolders;
  readonly disks: Pick<HypervDisks, 'grow'>;
  readonly checkpoints: Pick<Checkpoints, 'list'>;
  /** Of the system disk. */
  readonly resizing: Pick<Resizing, 'growDisk'>;
  readonly freeBytes: FreeBytes;
  /** Shared with the driver: one change of a VM at a time. */
  readonly turns: KeyedMutex;
};

/** An empty dynamic VHDX has 4 MiB; for what the guest writes at first. */
const emptyBytes = 16 * 2 ** 20;
/** The job has a deadline of its own. */
const workTimeoutMs = 24 * 60 * 60_000;
export class HypervVmDisks implements Disks {
  readonly #deps: HypervVmDisksDeps;

  constructor(deps: HypervVmDisksDeps) {
    this.#deps = deps;
  }

  async list(vmId: string, signal: AbortSignal): Promise<readonly DriverDisk[]> {
    const { host, folders } = this.#deps;
    const { HardDrives } = await this.#get(vmId, signal);
    const drives = HardDrives.toSorted(
      (one, other) =>
        one.ControllerNumber - other.ControllerNumber || one.ControllerLocation - other.ControllerLocation,
    );
    const told: DriverDisk[] = [];
    for (const drive of drives) {
      const isOurs = folders.isOurs(vmId, drive.Path ?? '');
      told.push(await describeDisk(host, drive, isOurs, signal));
    }
    return told;
  }

  async folderOf(vmId: string, signal: AbortSignal): Promise<string> {
    return this.#deps.folders.folderFor(vmId, await this.#deps.inventory.find(vmId, signal));
  }

  async look(
    vmId: string,
    change: DiskChange,
    diskId: string | null,
    signal: AbortSignal,
  ): Promise<DriverDisk | null> {
    const vm = await this.#get(vmId, signal);
    const disk = diskId === null ? null : findDisk(await this.list(vmId, signal), diskId);
    requireChangeable({
      change,
      power: powerOfState(vm.State),
      checkpointCount: await this.#countCheckpoints(vmId, vm, signal),
      disk,
    });
    if (disk === null && freePlace(vm) === null) throw noPlace(vm);
    return disk;
  }

  /** Named by the VM: an export puts the disks of all chains into one folder. */
  async fileOf(vmId: string, key: string, signal: AbortSignal): Promise<string> {
    return join(await this.folderOf(vmId, signal), `${vmId}-${key}.vhdx`);
  }

  create(
    vmId: string,
    { key, sizeBytes, kind }: NewDisk,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    checkHypervDisk(sizeBytes);
    return this.#deps.turns.run(vmId, async () => {
      await this.look(vmId, 'add', null, signal);
      await this.#requireRoom(vmId, emptyBytes + (kind === 'fixed' ? sizeBytes : 0), signal);
      const Path = await this.fileOf(vmId, key, signal);
      const parameters = {
        Path,
        SizeBytes: sizeBytes,
        ...(kind === 'fixed' ? { Fixed: true } : { Dynamic: true }),
      };
      await writeWhole(Path, () => this.#work('New-VHD', parameters, sizeBytes, progress, signal));
    });
  }

  attach(vmId: string, file: string, diskId: string | null, signal: AbortSignal): Promise<string> {
    const { host, turns } = this.#deps;
    return turns.run(vmId, async () => {
      const vm = await this.#get(vmId, signal);
      const known = driveWith(vm, file);
      if (known !== undefined) return diskIdOf(known);
      await this.look(vmId, 'add', null, signal);
      const place = diskId === null ? freePlace(vm) : placeOfId(diskId);
      if (place === null) throw noPlace(vm);
      const add = { VM: vmOf(vm.Id), ControllerType: 'SCSI', ...place, Path: file };
      await host.work(call('Add-VMHardDiskDrive', add), { signal });
      return diskIdOf(place);
    });
  }

  detach(vmId: string, file: string, signal: AbortSignal): Promise<void> {
    const { host, turns } = this.#deps;
    return turns.run(vmId, async () => {
      const vm = await this.#get(vmId, signal);
      const drive = driveWith(vm, file);
      if (drive === undefined) return;
      await this.look(vmId, 'remove', diskIdOf(drive), signal);
      await host.work(call('Remove-VMHardDiskDrive', { VMHardDiskDrive: driveAt(vm, drive) }), { signal });
    });
  }

  removeFile(vmId: string, file: string, signal: AbortSignal): Promise<void> {
    const { inventory, turns } = this.#deps;
    return turns.run(vmId, async () => {
      const { all } = await inventory.look(signal);
      if (!this.#deps.folders.isOurs(vmId, file) || all.some((vm) => driveWith(vm, file) !== undefined))
        throw new AppError('precondition-failed', `${file} is not this VM's to delete, and stays.`);
      await rm(file, patience);
    });
  }

  async grow(vmId: string, diskId: string, sizeBytes: number, signal: AbortSignal): Promise<void> {
    const { disks, resizing, turns } = this.#deps;
    checkHypervDisk(sizeBytes);
    if (diskId === systemDiskId) return resizing.growDisk(vmId, sizeBytes, signal);
    return turns.run(vmId, async () => {
      const disk = await this.#need(vmId, 'resize', diskId, signal);
      refuseSmallerDisk(disk.sizeBytes ?? 0, sizeBytes);
      if (disk.sizeBytes !== sizeBytes) await disks.grow(disk.file, sizeBytes, signal);
    });
  }

  /** Without mounting it, which other modes would gain by: a guest's file systems are not read on the host. */
  compact(
    vmId: string,
    { diskId }: Omit<NewCopy, 'kind'>,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#deps.turns.run(vmId, async () => {
      const { file, fileBytes } = await this.#need(vmId, 'compact', diskId, signal);
      await this.#work('Optimize-VHD', { Path: file, Mode: 'Prezeroed' }, fileBytes ?? 0, progress, signal);
    });
  }

  copyAs(
    vmId: string,
    { diskId, key, kind }: NewCopy,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#deps.turns.run(vmId, async () => {
      const disk = await this.#need(vmId, 'convert', diskId, signal);
      const usedBytes = [disk, ...disk.below].reduce((sum, { fileBytes }) => sum + (fileBytes ?? 0), 0);
      const bytes = kind === 'fixed' ? (disk.sizeBytes ?? 0) : Math.min(usedBytes, disk.sizeBytes ?? 0);
      await this.#requireRoom(vmId, bytes, signal);
      const DestinationPath = await this.fileOf(vmId, key, signal);
      const VHDType = kind === 'fixed' ? 'Fixed' : 'Dynamic';
      const parameters = { Path: disk.file, DestinationPath, VHDType };
      await writeWhole(DestinationPath, () => this.#work('Convert-VHD', parameters, bytes, progress, signal));
    });
  }

  replace(
    vmId: string,
    { diskId, key, former }: NewCopy & { readonly former: string },
    signal: AbortSignal,
  ): Promise<void> {
    const { host, turns } = this.#deps;
    return turns.run(vmId, async () => {
      const disk = await this.#need(vmId, 'convert', diskId, signal);
      const copy = await this.fileOf(vmId, key, signal);
      if (!isSamePath(disk.file, copy)) {
        const vm = await this.#get(vmId, signal);
        const place = placeOfId(diskId);
        if (place === null) throw noPlace(vm);
        const set = { VMHardDiskDrive: driveAt(vm, place), Path: copy };
        await host.work(call('Set-VMHardDiskDrive', set), { signal });
      }
      if (this.#deps.folders.isOurs(vmId, former)) await this.#removeFormer(former);
    });
  }

  async #removeFormer(former: string): Promise<void> {
    await rm(former, patience).catch((cause: unknown) => {
      throw new AppError('internal', `The VM has its new disk, and ${former} is still there.`, {
        cause,
        details: { leftBehind: [former] },
      });
    });
  }

  async #work(
    cmdlet: string,
    parameters: CmdletParameters,
    bytes: number,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#deps.host.work(
      { ...call(cmdlet, parameters), asJob: true },
      {
        signal,
        timeoutMs: workTimeoutMs,
        onProgress: (percent) => progress(Math.round((percent / 100) * bytes), bytes),
      },
    );
    progress(bytes, bytes);
  }

  async #requireRoom(vmId: string, bytes: number, signal: AbortSignal): Promise<void> {
    await requireFreeBytes(await this.folderOf(vmId, signal), bytes, this.#deps.freeBytes);
  }

  /** Those of backup and replication too, whose disks a VM stands on likewise. */
  async #countCheckpoints(
    vmId: string,
    { ParentSnapshotId }: VmSummary,
    signal: AbortSignal,
  ): Promise<number> {
    const { length } = await this.#deps.checkpoints.list(vmId, signal);
    return typeof ParentSnapshotId === 'string' ? Math.max(1, length) : length;
  }

  async #need(vmId: string, change: DiskChange, diskId: string, signal: AbortSignal): Promise<DriverDisk> {
    const disk = await this.look(vmId, change, diskId, signal);
    if (disk !== null) return disk;
    throw new AppError('not-found', `The VM has no disk ${diskId}.`);
  }

  #get(vmId: string, signal: AbortSignal): Promise<VmSummary> {
    checkVmId(vmId);
    return this.#deps.inventory.get(vmId, signal);
  }
}

const noPlace = ({ Name }: VmSummary): AppError =>
  new AppError('precondition-failed', `"${Name}" has no free place for another disk.`, {
    userMessage: `“${Name}” has no free place for another disk on its first SCSI controller. Remove one, or grow one. Nothing was changed.`,
  });
