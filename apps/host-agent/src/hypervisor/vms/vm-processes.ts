import { rm } from 'node:fs/promises';
import type { PowerState } from '@busbar/shared/domain/vm-state';
import type { DriverVm, VmChange } from '../driver.ts';
import { isSameProcessAlive } from '../process/process-identity.ts';
import { watchPowers } from './power-watch.ts';
import type { VmRecord } from './vm-record.ts';
import type { VmStore } from './vm-store.ts';

/**
 * VMs that are each one recorded process: what they are now. A VM is on exactly while its process lives, but for one
 * that is to go on from a checkpoint: no guest runs in its process, if it has one.
 */
export class VmProcesses {
  readonly #store: VmStore;

  constructor(store: VmStore) {
    this.#store = store;
  }

  async isRunning(vmId: string): Promise<boolean> {
    const identity = await this.#store.readProcess(vmId);
    return identity !== null && (await isSameProcessAlive(identity));
  }

  async list(): Promise<readonly DriverVm[]> {
    return Promise.all((await this.#store.list()).map((record) => this.#describe(record)));
  }

  async find(vmId: string): Promise<DriverVm | null> {
    const record = await this.#store.find(vmId);
    return record === null ? null : this.#describe(record);
  }

  watch(onChange: (change: VmChange) => void, intervalMs: number, signal: AbortSignal): Promise<void> {
    const look = async () => new Map((await this.list()).map(({ vmId, power }) => [vmId, power]));
    return watchPowers({ look, intervalMs, onChange, signal });
  }

  forget(vmId: string): Promise<void> {
    return rm(this.#store.pathOf(vmId, 'process.json'), { force: true });
  }

  async forgetDead(): Promise<void> {
    for (const vmId of await this.#store.folders()) {
      if (!(await this.isRunning(vmId))) await this.forget(vmId);
    }
  }

  async #describe(record: VmRecord): Promise<DriverVm> {
    const { vmId, name, cpuCount, memoryBytes, image, media } = record;
    return { vmId, name, power: await this.#powerOf(record), cpuCount, memoryBytes, image, media };
  }

  async #powerOf({ vmId, resumesFrom }: VmRecord): Promise<PowerState> {
    if (resumesFrom !== undefined) return 'paused';
    return (await this.isRunning(vmId)) ? 'running' : 'stopped';
  }
}
