import { AppError } from '@busbar/shared/errors/app-error';
import {
  type MachineSize,
  type Resizing,
  refuseSmallerDisk,
  requireStopped,
  type VmSize,
} from '../resizing.ts';
import type { KeyedMutex } from '../vms/keyed-mutex.ts';
import { checkVmId } from '../vms/vm-record.ts';
import { call, vmOf } from './call.ts';
import type { HypervDisks } from './hyperv-disks.ts';
import type { HypervHost } from './hyperv-host.ts';
import { checkHypervMemory, memoryCall } from './plan-memory.ts';
import { checkHypervDisk } from './plan-vm.ts';
import { powerOfState } from './power-of-state.ts';
import { MemoryResult, parseResult, type VmSummary } from './results.ts';
import type { VmInventory } from './vm-inventory.ts';

/** Hyper-V's own, in percent. */
const defaultBuffer = 20;

export type HypervResizingDeps = {
  readonly host: HypervHost;
  readonly inventory: VmInventory;
  readonly disks: HypervDisks;
  /** Shared with the driver: one change of a VM at a time. */
  readonly turns: KeyedMutex;
};

export class HypervResizing implements Resizing {
  readonly #deps: HypervResizingDeps;

  constructor(deps: HypervResizingDeps) {
    this.#deps = deps;
  }

  async sizeOf(vmId: string, signal: AbortSignal): Promise<VmSize> {
    checkVmId(vmId);
    const vm = await this.#deps.inventory.get(vmId, signal);
    const diskBytes = await this.#deps.disks.sizeOf(diskPathOf(vm), signal);
    const question = call('Get-VMMemory', { VM: vmOf(vm.Id) }, 'VMMemory');
    const memory = parseResult(MemoryResult, await this.#deps.host.query(question, signal));
    const { Startup, Minimum, Maximum, Buffer } = memory;
    const dynamicMemory = memory.DynamicMemoryEnabled
      ? {
          minimumBytes: Minimum ?? Startup,
          maximumBytes: Maximum ?? Startup,
          bufferPercent: Buffer ?? defaultBuffer,
        }
      : null;
    return { cpuCount: vm.ProcessorCount ?? 0, memoryBytes: Startup, diskBytes, dynamicMemory };
  }

  async setMachine(vmId: string, size: MachineSize, signal: AbortSignal): Promise<void> {
    checkHypervMemory(size);
    return this.#change(vmId, signal, async ({ Id }) => {
      const processors = call('Set-VM', { VM: vmOf(Id), ProcessorCount: size.cpuCount });
      await this.#deps.host.work(processors, { signal });
      await this.#deps.host.work(memoryCall(Id, size), { signal });
    });
  }

  async growDisk(vmId: string, diskBytes: number, signal: AbortSignal): Promise<void> {
    checkHypervDisk(diskBytes);
    return this.#change(vmId, signal, async (vm) => {
      const path = diskPathOf(vm);
      const former = await this.#deps.disks.sizeOf(path, signal);
      if (former === diskBytes) return;
      refuseSmallerDisk(former, diskBytes);
      requireNoCheckpoints(vm);
      await this.#deps.disks.grow(path, diskBytes, signal);
    });
  }

  #change(vmId: string, signal: AbortSignal, work: (vm: VmSummary) => Promise<void>): Promise<void> {
    checkVmId(vmId);
    const { inventory, turns } = this.#deps;
    return turns.run(vmId, async () => {
      const vm = await inventory.get(vmId, signal);
      requireStopped(powerOfState(vm.State));
      await work(vm);
    });
  }
}

/** The disk that it boots from: the first that Busbar has attached. */
export function diskPathOf({ HardDrives, Name }: VmSummary): string {
  const path = HardDrives.find(
    (drive) => drive.ControllerNumber === 0 && drive.ControllerLocation === 0,
  )?.Path;
  if (path !== undefined && path !== null) return path;
  throw new AppError('precondition-failed', `"${Name}" has no disk at SCSI 0:0.`);
}

/** Hyper-V cannot resize a disk that others are differences of. */
function requireNoCheckpoints({ ParentSnapshotId, Name }: VmSummary): void {
  if (ParentSnapshotId === null || ParentSnapshotId === undefined) return;
  throw new AppError('precondition-failed', `"${Name}" has checkpoints, and its disk cannot be resized.`, {
    userMessage:
      'Hyper-V cannot grow the disk of a VM that has checkpoints. Remove them first, or leave the disk as it is.',
  });
}
