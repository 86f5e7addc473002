/**
 * Moves all files of a VM by `Move-VMStorage`, while it runs or is off. Hyper-V copies them, has the VM use the copies, and
 * only then deletes what it moved. Parents that a disk only stands on, an image say, are copied too and stay where they are:
 * afterwards the VM stands on itself. What they leave in the VM's own folder goes in `tidy`.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ownPlace } from '@busbar/shared/domain/place';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostPlace, VmStorage } from '@busbar/shared/protocol/asked-of-host';
import { lookAtPlace } from '../../storage/look-at-place.ts';
import { storageError } from '../../storage/storage-error.ts';
import type { Progress } from '../driver.ts';
import { requirePlace, type StorageMove, type StorageMoving } from '../storage-moving.ts';
import { type FreeBytes, requireFreeBytes } from '../vms/free-bytes.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import { patience } from '../vms/patience.ts';
import { checkVmId } from '../vms/vm-record.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { call, vmOf } from './call.ts';
import { fileNameOf } from './copied-vm.ts';
import { disksOfChains } from './disk-chain.ts';
import { isSamePath, pathKey } from './file-path.ts';
import type { HypervHost } from './hyperv-host.ts';
import { powerOfState } from './power-of-state.ts';
import type { VmSummary } from './results.ts';
import { untilSettled } from './until-settled.ts';
import type { VmFolders } from './vm-folders.ts';
import type { VmInventory } from './vm-inventory.ts';
import { removeEmpty } from './vm-leftovers.ts';

export type HypervStorageMovingDeps = {
  readonly host: HypervHost;
  readonly inventory: VmInventory;
  readonly folders: VmFolders;
  readonly freeBytes: FreeBytes;
  /** Shared with the driver: one change of a VM at a time. */
  readonly turns: KeyedMutex;
};

/** The job has a deadline of its own. */
const moveTimeoutMs = 24 * 60 * 60_000;
/** As `Move-VMStorage` names them below the folder that it is given. */
const disksFolder = 'Virtual Hard Disks';
/** A physical disk has the words of its drive instead. */
const isPath = /^([a-z]:[\\/]|\\\\|\/)/i;

export class HypervStorageMoving implements StorageMoving {
  readonly #deps: HypervStorageMovingDeps;

  constructor(deps: HypervStorageMovingDeps) {
    this.#deps = deps;
  }

  async look(vmId: string, signal: AbortSignal): Promise<VmStorage> {
    const vm = await this.#get(vmId, signal);
    const disks = await disksOfChains(this.#deps.host, vm, signal);
    return {
      place: this.#deps.folders.placeOf(vmId, vm),
      bytes: disks.reduce((sum, { fileBytes }) => sum + fileBytes, 0),
      places: await Promise.all([...this.#deps.folders.places].map((place) => this.#lookAt(place))),
    };
  }

  async check(vmId: string, place: string, signal: AbortSignal): Promise<StorageMove> {
    const { folders, host, freeBytes } = this.#deps;
    const storage = await this.look(vmId, signal);
    const { path } = requirePlace(storage, place);
    const vm = await this.#get(vmId, signal);
    requireMovable(vm);
    await requireFreeBytes(path, storage.bytes, freeBytes);
    const disks = await disksOfChains(host, vm, signal);
    const attached = vm.HardDrives.map(({ Path }) => Path ?? '');
    const isAttached = (file: string): boolean => attached.some((each) => isSamePath(each, file));
    const parents = disks.map((disk) => disk.path).filter((each) => !isAttached(each));
    return {
      from: storage.place,
      bytes: storage.bytes,
      foreign: attached.filter((file) => !folders.isOurs(vmId, file)),
      parents: parents.filter((file) => folders.isOurs(vmId, file)),
    };
  }

  async move(vmId: string, place: string, progress: Progress, signal: AbortSignal): Promise<void> {
    const { turns, host } = this.#deps;
    await turns.run(vmId, async () => {
      if ((await this.#settle(vmId, place, signal)) === place) return;
      const { bytes } = await this.look(vmId, signal);
      const vm = await this.#get(vmId, signal);
      requireMovable(vm);
      const folder = await this.#storeOf(place)
        .claim(vmId)
        .catch((error: unknown) => Promise.reject(storageError(error)));
      const parameters = { VM: vmOf(vm.Id), DestinationStoragePath: folder };
      await host.work(
        { ...call('Move-VMStorage', parameters), asJob: true },
        {
          signal,
          timeoutMs: moveTimeoutMs,
          onProgress: (percent) => progress(Math.round((percent / 100) * bytes), bytes),
        },
      );
      progress(bytes, bytes);
    });
  }

  tidy(vmId: string, { parents }: Pick<StorageMove, 'parents'>, signal: AbortSignal) {
    return this.#deps.turns.run(vmId, async () => {
      const removed: string[] = [];
      const isUsed = await this.#lookAtUse(vmId, signal);
      for (const file of parents) {
        if (!this.#deps.folders.isOurs(vmId, file) || isUsed(file)) continue;
        await rm(file, patience);
        removed.push(file);
      }
      const kept: string[] = [];
      const at = await this.#placeOf(vmId, signal);
      for (const [name, store] of this.#deps.folders.places)
        if (name !== at) kept.push(...(await removeEmpty(store.pathOf(vmId), name === ownPlace)));
      return { removed, kept };
    });
  }

  settle(vmId: string, place: string, signal: AbortSignal): Promise<string | null> {
    return this.#deps.turns.run(vmId, () => this.#settle(vmId, place, signal));
  }

  /** Hyper-V itself goes on with a move whose PowerShell is gone, and takes one back that fails. */
  async #settle(vmId: string, place: string, signal: AbortSignal): Promise<string | null> {
    checkVmId(vmId);
    const { inventory, folders, host } = this.#deps;
    await untilSettled(inventory, vmId, signal);
    const vm = await this.#get(vmId, signal);
    const at = folders.placeOf(vmId, vm);
    if (at === place) return at;
    const folder = this.#storeOf(place).pathOf(vmId);
    const isUsed = await this.#lookAtUse(vmId, signal);
    // By name: files that people keep there have others.
    for (const { path } of await disksOfChains(host, vm, signal)) {
      const copy = join(folder, disksFolder, fileNameOf(path));
      if (!isUsed(copy)) await rm(copy, patience);
    }
    await removeEmpty(folder, place === ownPlace);
    return at;
  }

  /** Whether a file is a disk of any VM, or what a disk of this one stands on. */
  async #lookAtUse(vmId: string, signal: AbortSignal): Promise<(file: string) => boolean> {
    const { inventory, host } = this.#deps;
    const { all } = await inventory.look(signal);
    const attached = all.flatMap(({ HardDrives }) => HardDrives.map(({ Path }) => Path ?? ''));
    const below = await disksOfChains(host, await this.#get(vmId, signal), signal);
    const used = new Set([...attached, ...below.map(({ path }) => path)].map(pathKey));
    return (file) => used.has(pathKey(file));
  }

  async #placeOf(vmId: string, signal: AbortSignal): Promise<string | null> {
    return this.#deps.folders.placeOf(vmId, await this.#get(vmId, signal));
  }

  #storeOf(place: string): VmStore {
    const store = this.#deps.folders.places.get(place);
    if (store !== undefined) return store;
    throw new AppError('not-found', `This host has no place “${place}” for VMs any more.`);
  }

  #lookAt([name, { folder: path }]: readonly [string, VmStore]): Promise<HostPlace> {
    const { freeBytes } = this.#deps;
    const variable = 'BUSBAR_VM_FOLDERS';
    return lookAtPlace({ name, path, isOwn: name === ownPlace, freeBytes, variable });
  }

  #get(vmId: string, signal: AbortSignal): Promise<VmSummary> {
    checkVmId(vmId);
    return this.#deps.inventory.get(vmId, signal);
  }
}

/** @throws AppError `precondition-failed` between two states, in which Hyper-V moves nothing */
function requireMovable({ Name, State, HardDrives }: VmSummary): void {
  const power = powerOfState(State);
  const refuse = (message: string, remedy: string): never => {
    throw new AppError('precondition-failed', message, {
      userMessage: `${message} ${remedy} Nothing was moved.`,
    });
  };
  if (!['running', 'stopped', 'paused', 'saved'].includes(power))
    refuse(`“${Name}” is ${State}.`, 'Wait until it runs or is off.');
  if (!HardDrives.every(({ Path }) => isPath.test(Path ?? '')))
    refuse(`“${Name}” has a disk that is no file.`, 'Hyper-V moves files only: take that disk out first.');
}
