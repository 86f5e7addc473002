import { join } from 'node:path';
import type { Progress } from '../driver.ts';
import { type ExportedVm, type Exporting, requireExportable } from '../exporting.ts';
import type { VmSize } from '../resizing.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import { checkVmId } from '../vms/vm-record.ts';
import { call, vmOf } from './call.ts';
import { writeCopiedVm } from './copied-vm.ts';
import { fileSizesOf } from './disk-chain.ts';
import type { HypervDisks } from './hyperv-disks.ts';
import type { HypervHost } from './hyperv-host.ts';
import { findCopiedChains } from './hyperv-importing.ts';
import { powerOfState } from './power-of-state.ts';
import { untilSettled } from './until-settled.ts';
import type { VmInventory } from './vm-inventory.ts';

export type HypervExportingDeps = {
  readonly host: HypervHost;
  readonly inventory: VmInventory;
  readonly disks: Pick<HypervDisks, 'find'>;
  readonly sizeOf: (vmId: string, signal: AbortSignal) => Promise<VmSize>;
  /** Shared with the driver: one change of a VM at a time. */
  readonly turns: KeyedMutex;
};

/** The job has a deadline of its own. */
export const copyTimeoutMs = 24 * 60 * 60_000;

/**
 * Hyper-V's own export: its configuration, checkpoints and every disk of every chain, the image's too, so that the copy
 * stands on itself. A VM that runs is copied as it is on its disks, without its memory, which would begin to run a second
 * time under the same name and addresses.
 */
export class HypervExporting implements Exporting {
  readonly #deps: HypervExportingDeps;

  constructor(deps: HypervExportingDeps) {
    this.#deps = deps;
  }

  async look(vmId: string, signal: AbortSignal): Promise<ExportedVm> {
    checkVmId(vmId);
    const { vms, images } = await this.#deps.inventory.look(signal);
    const vm = vms.get(vmId) ?? (await this.#deps.inventory.get(vmId, signal));
    const power = powerOfState(vm.State);
    requireExportable(power, ['stopped', 'running']);
    const sizes = await fileSizesOf(this.#deps.host, vm, signal);
    return {
      vmId,
      name: vm.Name,
      image: images.get(vmId) ?? '',
      ...(await this.#deps.sizeOf(vmId, signal)),
      network: vm.NetworkAdapters.length === 0 ? 'none' : 'user',
      power,
      bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    };
  }

  copyInto(vmId: string, folder: string, progress: Progress, signal: AbortSignal): Promise<ExportedVm> {
    return this.#deps.turns.run(vmId, async () => {
      const vm = await this.look(vmId, signal);
      const { Id, Name, HardDrives } = await this.#deps.inventory.get(vmId, signal);
      // Said for a VM that is off too: somebody may start it at this moment.
      const parameters = { VM: vmOf(Id), Path: folder, CaptureLiveState: 'CaptureCrashConsistentState' };
      await this.#deps.host.work(
        { ...call('Export-VM', parameters), asJob: true },
        {
          signal,
          timeoutMs: copyTimeoutMs,
          onProgress: (percent) => progress(Math.round((percent / 100) * vm.bytes), vm.bytes),
        },
      );
      const secureBoot = (await this.#deps.disks.find(vmId))?.secureBoot ?? 'off';
      await writeCopiedVm(folder, { name: Name, drives: HardDrives, secureBoot });
      return vm;
    });
  }

  async diskOf(folder: string, signal: AbortSignal): Promise<string> {
    const found = await findCopiedChains(this.#deps.host, folder, signal);
    return join(found.folder, found.chains[0]?.[0] ?? '');
  }

  /** Hyper-V itself goes on with an export whose PowerShell is gone. */
  async settle(vmId: string, signal: AbortSignal): Promise<void> {
    checkVmId(vmId);
    await untilSettled(this.#deps.inventory, vmId, signal);
  }
}
