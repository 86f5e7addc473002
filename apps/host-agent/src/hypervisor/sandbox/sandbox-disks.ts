import { lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { storageError } from '../../storage/storage-error.ts';
import type { VmSpecification } from '../driver.ts';
import type { CopiedVm } from '../importing.ts';
import { type FreeBytes, requireFreeBytes } from '../vms/free-bytes.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { readJson, writeJson } from '../vms/write-json.ts';
import { buildRoot, makeEmptyRoot } from './build-root.ts';
import { runMapped } from './run-mapped.ts';
import { sandboxDiskBytes, sandboxImageName } from './sandbox-image.ts';
import { archiveBytes, unpackRoot } from './sandbox-importing.ts';
import { readUidFacts } from './uid-facts.ts';
import { planUids, slotCount, type UidPlan } from './uid-plan.ts';

type MakeRoot = (path: string, plan: UidPlan) => Promise<void>;

/** Of what an attempt has left that was cut short. */
const removalMs = 60_000;

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
    const makeRoot: MakeRoot = (root, plan) => buildRoot(root, vm.name, plan, signal);
    await this.#make(vm, { neededBytes: sandboxDiskBytes, makeRoot, signal });
  }

  /** Idempotent; see Importing.createDiskFrom. */
  async createFrom(
    { folder }: CopiedVm,
    vm: VmSpecification,
    onBytes: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const bytes = await archiveBytes(folder);
    const makeRoot: MakeRoot = async (root, plan) => {
      await makeEmptyRoot(root, plan, signal);
      await unpackRoot(folder, { root, bytes, plan, onBytes, signal });
    };
    await this.#make(vm, { neededBytes: bytes, makeRoot, signal });
  }

  async #make(
    vm: VmSpecification,
    {
      neededBytes,
      makeRoot,
      signal,
    }: { readonly neededBytes: number; readonly makeRoot: MakeRoot; readonly signal: AbortSignal },
  ): Promise<void> {
    await mkdir(this.#store.folder, { recursive: true, mode: 0o700 });
    await requireFreeBytes(this.#store.folder, neededBytes, this.#freeBytes);
    const folder = await this.#store
      .claimFolder(vm)
      .catch((error: unknown) => Promise.reject(storageError(error)));
    if ((await this.#read(vm.vmId)) !== null) return;
    const slot = await this.#takeSlot();
    try {
      // What an interrupted attempt left; no guest has run in it yet.
      await this.#removeParts(vm.vmId, signal);
      const plan = planUids(await readUidFacts(), slot);
      for (const part of ['seed', 'mount']) await mkdir(join(folder, part), { mode: 0o755 });
      await makeRoot(join(folder, 'root'), plan);
      await writeJson(join(folder, 'disk.json'), { slot, plan });
    } catch (error) {
      await this.#removeParts(vm.vmId, AbortSignal.timeout(removalMs));
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
    // Without a record it was never complete. Only ranges of `direct` differ from one sandbox to another.
    const plan = record?.plan ?? planUids(await readUidFacts(), slotCount - 1);
    if (plan.kind !== 'direct')
      await runMapped(['find', path, '-mindepth', '1', '-delete'], { plan, signal });
    await rm(path, { recursive: true, force: true });
  }

  async #removeParts(vmId: string, signal: AbortSignal): Promise<void> {
    for (const part of ['root', 'seed', 'mount'])
      await this.removeGuestFolder(vmId, this.#store.pathOf(vmId, part), signal);
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
