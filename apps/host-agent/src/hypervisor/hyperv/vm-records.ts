/** What the driver keeps of a VM beside its disk: which Hyper-V VM it is. Truth about all else is Hyper-V's. */
import { rm } from 'node:fs/promises';
import { Id } from '@busbar/shared/domain/ids';
import { z } from 'zod';
import type { VmStore } from '../vms/vm-store.ts';
import { readJson, writeJson } from '../vms/write-json.ts';
import type { KnownVm } from './match-vms.ts';

const VmRecord = z.object({ hypervId: Id, image: z.string() });
export type VmRecord = z.infer<typeof VmRecord>;

export class VmRecords {
  readonly #store: VmStore;
  /** As they are on the disk: nobody else writes them, and every look at all VMs needs them all. */
  readonly #read = new Map<string, VmRecord>();

  constructor(store: VmStore) {
    this.#store = store;
  }

  /** `null` while the VM is not defined, and when the record was lost. */
  async read(vmId: string): Promise<VmRecord | null> {
    const record = this.#read.get(vmId) ?? (await readJson(this.#pathOf(vmId), VmRecord));
    if (record !== null) this.#read.set(vmId, record);
    return record;
  }

  async write(vmId: string, record: VmRecord): Promise<void> {
    this.#read.delete(vmId);
    await writeJson(this.#pathOf(vmId), record);
    this.#read.set(vmId, record);
  }

  /** The VM has gone, and something else keeps its folder. */
  async remove(vmId: string): Promise<void> {
    await rm(this.#pathOf(vmId), { force: true });
    this.forget(vmId);
  }

  /** Its folder has gone. */
  forget(vmId: string): void {
    this.#read.delete(vmId);
  }

  /** Every folder of a VM, defined or not. */
  async known(): Promise<readonly (KnownVm & { readonly image: string | null })[]> {
    return Promise.all(
      (await this.#store.folders()).map(async (vmId) => {
        const record = await this.read(vmId);
        return {
          vmId,
          folder: this.#store.pathOf(vmId),
          hypervId: record?.hypervId ?? null,
          image: record?.image ?? null,
        };
      }),
    );
  }

  #pathOf(vmId: string): string {
    return this.#store.pathOf(vmId, 'hyper-v.json');
  }
}
