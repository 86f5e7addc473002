import { lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { storageError } from '../../storage/storage-error.ts';
import type { VmSpecification } from '../driver.ts';
import { type FreeBytes, requireFreeBytes } from '../vms/free-bytes.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { readJson, writeJson } from '../vms/write-json.ts';
import { buildRoot } from './build-root.ts';
import { runMapped } from './run-mapped.ts';
import { sandboxDiskBytes, sandboxImageName } from './sandbox-image.ts';
import { readUidFacts } from './uid-facts.ts';
import { planUids, slotCount, type UidPlan } from './uid-plan.ts';

const IdRange = z.object({ first: z.number(), machineFirst: z.number(), count: z.number() });
/** Written when the folders are complete. The files' owners fit this plan, so it stays for the VM's life. */
const DiskRecord = z.object({
  slot: z.number().int(),
  plan: z.object({
    kind: z.enum(['direct', 'helper', 'single']),
    uids: z.array(IdRange),
    gids: z.array(IdRange),
  }),
});

/** The folders that are a sandbox's disk: made, looked up and removed. */
export class SandboxDisks {
  readonly #store: VmStore;
  readonly #freeBytes: FreeBytes;
  /** Slots of disks that are being made and have no record yet. */
  readonly #slotsInUse = new Set<number>();

  constructor(store: VmStore, freeBytes: FreeBytes) {
    this.#store = store;
    this.#freeBytes = freeBytes;
  }

  /** Idempotent; see HypervisorDriver.createDisk. */
  async create(vm: VmSpecification, signal: AbortSignal): Promise<void> {
    if (vm.image !== sandboxImageName)
      throw new AppError('not-found', `This host has no sandbox image "${vm.image}".`);
    await mkdir(this.#store.folder, { recursive: true, mode: 0o700 });
    await requireFreeBytes(this.#store.folder, sandboxDiskBytes, this.#freeBytes);
    const folder = await this.#store
      .claimFolder(vm)
      .catch((error: unknown) => Promise.reject(storageError(error)));
    if ((await this.#read(vm.vmId)) !== null) return;
    const slot = await this.#takeSlot();
    try {
      // What an interrupted attempt left; no guest has run in it yet.
      for (const part of ['root', 'seed', 'mount'])
        await rm(join(folder, part), { recursive: true, force: true });
      const plan = planUids(await readUidFacts(), slot);
      for (const part of ['seed', 'mount']) await mkdir(join(folder, part), { mode: 0o755 });
      await buildRoot(join(folder, 'root'), vm.name, plan, signal);
      await writeJson(join(folder, 'disk.json'), { slot, plan });
    } catch (error) {
      for (const part of ['root', 'seed', 'mount'])
        await rm(join(folder, part), { recursive: true, force: true });
      throw storageError(error);
    } finally {
      this.#slotsInUse.delete(slot);
    }
  }

  /** @throws AppError `precondition-failed` when the VM has no complete disk. */
  async planOf(vmId: string): Promise<UidPlan> {
    const record = await this.#read(vmId);
    if (record === null) throw new AppError('precondition-failed', `VM ${vmId} has no disk yet.`);
    return record.plan;
  }

  /** Removes a folder that the guest may have filled, whatever it planted there. The guest must be off. */
  async removeGuestFolder(vmId: string, path: string, signal: AbortSignal): Promise<void> {
    const record = await this.#read(vmId);
    // find walks by descriptors and follows no links; the guest's root may remove all that the guest made.
    if (!(await isPresent(path))) return;
    if (record !== null && record.plan.kind !== 'direct') {
      await runMapped(['find', path, '-mindepth', '1', '-delete'], { plan: record.plan, signal });
    }
    await rm(path, { recursive: true, force: true });
  }

  #read(vmId: string): Promise<z.output<typeof DiskRecord> | null> {
    return readJson(this.#store.pathOf(vmId, 'disk.json'), DiskRecord);
  }

  async #takeSlot(): Promise<number> {
    const records = await Promise.all((await this.#store.folders()).map((vmId) => this.#read(vmId)));
    const used = new Set(records.map((record) => record?.slot));
    for (let slot = 0; slot < slotCount - 1; slot += 1) {
      if (used.has(slot) || this.#slotsInUse.has(slot)) continue;
      this.#slotsInUse.add(slot);
      return slot;
    }
    throw new AppError('insufficient-storage', `This host already has ${slotCount - 1} sandboxes.`);
  }
}

async function isPresent(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
