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

  constructor(store: VmStore) {
    this.#store = store;
  }

  /** `null` while the VM is not defined, and when the record was lost. */
  read(vmId: string): Promise<VmRecord | null> {
    return readJson(this.#pathOf(vmId), VmRecord);
  }

  write(vmId: string, record: VmRecord): Promise<void> {
    return writeJson(this.#pathOf(vmId), record);
  }

  forget(vmId: string): Promise<void> {
    return rm(this.#pathOf(vmId), { force: true });
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
