/**
 * Linked clones by hard links: the VM gets a new disk, `layer-<id>.vhdx`, on the one that it had, which nobody writes any
 * more. The clone has links to that one, and to all below it but the image, in its own folder, so that each of both may be
 * deleted first: Hyper-V looks for a parent beside its child. Only while the VM has no checkpoints: applying one would
 * write to what others stand on.
 */
import { chmod, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ownPlace } from '@busbar/shared/domain/place';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { storageError } from '../../storage/storage-error.ts';
import type { VmSpecification } from '../driver.ts';
import type { Exporting } from '../exporting.ts';
import { keepsLayer, type Linking, requireLinkable } from '../linking.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { readJson, writeJson } from '../vms/write-json.ts';
import { call, from, vmOf } from './call.ts';
import { isInside, isSamePath } from './file-path.ts';
import type { HypervCheckpoints } from './hyperv-checkpoints.ts';
import type { HypervDisks } from './hyperv-disks.ts';
import type { HypervHost } from './hyperv-host.ts';
import { protectParent } from './hyperv-image.ts';
import { diskPathOf } from './hyperv-resizing.ts';
import { powerOfState } from './power-of-state.ts';
import type { VmSummary } from './results.ts';
import type { VmInventory } from './vm-inventory.ts';

export type HypervLinkingDeps = {
  readonly host: HypervHost;
  readonly inventory: VmInventory;
  readonly store: VmStore;
  readonly disks: Pick<HypervDisks, 'createOn'>;
  readonly checkpoints: Pick<HypervCheckpoints, 'list'>;
  readonly exporting: Pick<Exporting, 'look'>;
  /** Shared with the driver: one change of a VM at a time. */
  readonly turns: KeyedMutex;
};

/** Written before anything is changed: what the VM's disk was. */
const LayerRecord = z.object({ base: z.string() });

export class HypervLinking implements Linking {
  readonly #deps: HypervLinkingDeps;

  constructor(deps: HypervLinkingDeps) {
    this.#deps = deps;
  }

  async look(sourceId: string, signal: AbortSignal): Promise<VmSpecification> {
    const vm = await this.#deps.inventory.get(sourceId, signal);
    const { Name, State, HardDrives } = vm;
    const checkpoints = await this.#deps.checkpoints.list(sourceId, signal);
    requireLinkable(Name, {
      power: powerOfState(State),
      checkpointCount: checkpoints.length,
      dataDiskCount: HardDrives.length - 1,
    });
    this.#requireBeside(vm);
    const { power: _power, bytes: _bytes, ...source } = await this.#deps.exporting.look(sourceId, signal);
    return source;
  }

  freeze(sourceId: string, layerId: string, signal: AbortSignal): Promise<VmSpecification> {
    const { turns, inventory, host } = this.#deps;
    return turns.run(sourceId, async () => {
      const source = await this.look(sourceId, signal);
      const vm = await inventory.get(sourceId, signal);
      const [base, layer] = [diskPathOf(vm), this.#layerOf(diskPathOf(vm), layerId)];
      if (isSamePath(base, layer)) return source;
      try {
        await writeJson(this.#recordOf(sourceId, layerId), { base });
        await rm(layer, { force: true });
        await protectParent(base);
        const child = { Path: layer, ParentPath: base, Differencing: true };
        await host.work(call('New-VHD', child, 'VirtualHardDisk'), { signal });
        await this.#setDisk(vm, layer, signal);
      } catch (error) {
        throw storageError(error);
      }
      return source;
    });
  }

  async createDiskOn(
    { sourceId, layerId }: { readonly sourceId: string; readonly layerId: string },
    vm: VmSpecification,
    signal: AbortSignal,
  ): Promise<void> {
    const record = await readJson(this.#recordOf(sourceId, layerId), LayerRecord);
    if (record === null) throw new AppError('not-found', 'The source of the clone is gone.');
    const { turns, disks } = this.#deps;
    await turns.run(vm.vmId, () => disks.createOn({ base: record.base, sourceId }, vm, signal));
  }

  thaw(sourceId: string, layerId: string, signal: AbortSignal): Promise<void> {
    const { turns, inventory } = this.#deps;
    return turns.run(sourceId, async () => {
      const record = await readJson(this.#recordOf(sourceId, layerId), LayerRecord);
      if (record === null) return;
      const vm = await inventory.get(sourceId, signal);
      const layer = this.#layerOf(record.base, layerId);
      const { mode, nlink } = await stat(record.base);
      if (isSamePath(diskPathOf(vm), layer)) {
        if (powerOfState(vm.State) !== 'stopped' || nlink > 1) throw keepsLayer(vm.Name, record.base);
        await chmod(record.base, mode | 0o200);
        await this.#join(vm, { layer, base: record.base, signal });
      } else await chmod(record.base, mode | 0o200);
      await rm(layer, { force: true });
      await rm(this.#recordOf(sourceId, layerId), { force: true });
    });
  }

  /** What was written since goes into the disk below, unless an earlier attempt has done that already. */
  async #join(
    vm: VmSummary,
    { layer, base, signal }: { readonly layer: string; readonly base: string; readonly signal: AbortSignal },
  ): Promise<void> {
    const isThere = await stat(layer).then(
      () => true,
      () => false,
    );
    if (isThere)
      await this.#deps.host.work(call('Merge-VHD', { Path: layer, DestinationPath: base }), { signal });
    await this.#setDisk(vm, base, signal);
  }

  async #setDisk({ Id }: VmSummary, path: string, signal: AbortSignal): Promise<void> {
    const place = { ControllerType: 'SCSI', ControllerNumber: 0, ControllerLocation: 0 };
    const drive = from('Get-VMHardDiskDrive', { VM: vmOf(Id), ...place });
    await this.#deps.host.work(call('Set-VMHardDiskDrive', { VMHardDiskDrive: drive, Path: path }), {
      signal,
    });
  }

  /** Files are shared by links, of which a file system cannot have any to another. */
  #requireBeside(vm: VmSummary): void {
    if (isInside(diskPathOf(vm), this.#deps.store.folder)) return;
    throw new AppError('precondition-failed', `The disk of "${vm.Name}" was moved to another place.`, {
      userMessage: `The disk of “${vm.Name}” was moved to another place of its host, and a linked clone shares files with those that are beside it. Make a full clone, or move it back to “${ownPlace}”. Nothing was made.`,
    });
  }

  /** Beside the disk that it stands on, or that one's layer. */
  #layerOf = (disk: string, layerId: string): string => join(dirname(disk), `layer-${layerId}.vhdx`);
  #recordOf = (vmId: string, layerId: string): string =>
    this.#deps.store.pathOf(vmId, `layer-${layerId}.json`);
}
