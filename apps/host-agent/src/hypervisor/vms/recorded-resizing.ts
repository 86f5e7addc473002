import { refuseHardware } from '../hardware.ts';
import {
  type MachineSize,
  type Resizing,
  refuseSmallerDisk,
  requireStopped,
  type VmSize,
} from '../resizing.ts';
import type { KeyedMutex } from './keyed-mutex.ts';
import type { VmProcesses } from './vm-processes.ts';
import type { VmStore } from './vm-store.ts';

export type RecordedResizingDeps = {
  readonly driver: string;
  readonly store: VmStore;
  readonly processes: Pick<VmProcesses, 'find'>;
  /** Shared with the driver: one change of a VM at a time. */
  readonly turns: KeyedMutex;
  /** Gives the disk itself its new size; called with a larger one only, or again with the same. */
  readonly growDisk: (vmId: string, diskBytes: number, signal: AbortSignal) => Promise<void>;
};

/** Of VMs whose size is what our own record says: the next start goes by it. */
export class RecordedResizing implements Resizing {
  readonly #deps: RecordedResizingDeps;

  constructor(deps: RecordedResizingDeps) {
    this.#deps = deps;
  }

  async sizeOf(vmId: string): Promise<VmSize> {
    const { cpuCount, memoryBytes, diskBytes } = await this.#deps.store.get(vmId);
    return { cpuCount, memoryBytes, diskBytes, dynamicMemory: null };
  }

  async setMachine(vmId: string, { cpuCount, memoryBytes, dynamicMemory }: MachineSize): Promise<void> {
    refuseHardware(this.#deps.driver, { dynamicMemory });
    return this.#change(vmId, () => this.#deps.store.setSize(vmId, { cpuCount, memoryBytes }));
  }

  growDisk(vmId: string, diskBytes: number, signal: AbortSignal): Promise<void> {
    return this.#change(vmId, async (former) => {
      refuseSmallerDisk(former.diskBytes, diskBytes);
      await this.#deps.growDisk(vmId, diskBytes, signal);
      await this.#deps.store.setSize(vmId, { diskBytes });
    });
  }

  #change(vmId: string, work: (former: Pick<VmSize, 'diskBytes'>) => Promise<void>): Promise<void> {
    return this.#deps.turns.run(vmId, async () => {
      const former = await this.#deps.store.get(vmId);
      requireStopped((await this.#deps.processes.find(vmId))?.power ?? 'stopped');
      await work(former);
    });
  }
}
