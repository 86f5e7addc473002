/**
 * The disk that a VM boots from, in its folder, on its image. Its file is named by the VM: an export puts all disks of a
 * chain into one folder, where no two may have the same name.
 */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SecureBoot } from '@busbar/shared/domain/image';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { ImageFolder } from '../../images/image-folder.ts';
import type { HypervImage } from '../../images/image-record.ts';
import { linkOrCopy } from '../../storage/link-or-copy.ts';
import { storageError } from '../../storage/storage-error.ts';
import type { Progress, VmSpecification } from '../driver.ts';
import type { CopiedVm } from '../importing.ts';
import { type FreeBytes, requireFreeBytes } from '../vms/free-bytes.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { readJson, writeJson } from '../vms/write-json.ts';
import { call } from './call.ts';
import type { HypervHost } from './hyperv-host.ts';
import { protectParent } from './hyperv-image.ts';
import { findCopiedChains, namesBelow, removeChains, takeChains } from './hyperv-importing.ts';
import { DiskResult, parseResult } from './results.ts';

/** Written when the disk is complete. */
const DiskRecord = z.object({
  image: z.string(),
  secureBoot: SecureBoot,
  /** Names of files in the VM's folder that it gets as data disks when it is made; later Hyper-V knows. */
  data: z
    .array(z.string().regex(/^[0-9a-f-]{1,80}\.vhdx$/))
    .max(256)
    .default([]),
});
export type DiskRecord = z.infer<typeof DiskRecord>;

/** An empty differencing VHDX has 4 MiB; what a first boot writes (the guest agent's copy has about 130 MB). */
const firstBootBytes = 256 * 1024 * 1024;

export type HypervDisksOptions = {
  readonly host: HypervHost;
  readonly store: VmStore;
  readonly images: ImageFolder<HypervImage>;
  readonly freeBytes: FreeBytes;
  /** Whether Hyper-V has this VM, whose disk then holds its data. */
  readonly isDefined: (vmId: string, signal: AbortSignal) => Promise<boolean>;
};

export class HypervDisks {
  readonly #options: HypervDisksOptions;

  constructor(options: HypervDisksOptions) {
    this.#options = options;
  }

  pathOf(vmId: string): string {
    return this.#options.store.pathOf(vmId, `${vmId}.vhdx`);
  }

  /** Idempotent; see HypervisorDriver.createDisk. Returns the bytes that the file takes. */
  create(vm: VmSpecification, signal: AbortSignal): Promise<number> {
    const make = ({ secureBoot }: HypervImage): Promise<number> =>
      this.#make(vm, {
        ...{ record: { image: vm.image, secureBoot, data: [] }, neededBytes: firstBootBytes, signal },
        fill: (path) => this.#makeChild(vm, path, signal),
        remove: (path) => rm(path, { force: true }),
      });
    return this.#options.images.use(vm, make, signal);
  }

  /** Idempotent; see Importing.createDiskFrom. */
  async createFrom(
    copied: CopiedVm,
    vm: VmSpecification,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    const { host, store } = this.#options;
    const found = await findCopiedChains(host, copied.folder, signal);
    const into = store.pathOf(vm.vmId);
    const data = found.chains.slice(1).map((_, index) => `${vm.vmId}-${index + 1}.vhdx`);
    const leavesOf = (leaf: string): string[] => [leaf, ...data.map((name) => join(into, name))];
    await this.#make(vm, {
      record: { image: vm.image, secureBoot: found.secureBoot, data },
      neededBytes: copied.isKept ? found.bytes : 0,
      signal,
      fill: (leaf) => takeChains({ host, copied, found, into, leaves: leavesOf(leaf), progress, signal }),
      remove: (leaf) => removeChains(found, into, leavesOf(leaf)),
    });
  }

  /** Idempotent; see Linking.createDiskOn. `base` is the source's disk, with what it stands on beside it. */
  async createOn(
    { base, sourceId }: { readonly base: string; readonly sourceId: string },
    vm: VmSpecification,
    signal: AbortSignal,
  ): Promise<void> {
    const { host, store } = this.#options;
    const sourceFolder = dirname(base);
    const into = store.pathOf(vm.vmId);
    const names = await namesBelow(host, { base, folder: sourceFolder, signal });
    const sourceRecord = await this.find(sourceId);
    await this.#make(vm, {
      record: { image: vm.image, secureBoot: sourceRecord?.secureBoot ?? 'off', data: [] },
      neededBytes: firstBootBytes,
      signal,
      fill: async (leaf) => {
        for (const name of names) await linkOrCopy(join(sourceFolder, name), join(into, name));
        const child = { Path: leaf, ParentPath: join(into, names[0] ?? ''), Differencing: true };
        const made = await host.work(call('New-VHD', child, 'VirtualHardDisk'), { signal });
        return parseResult(DiskResult, made).FileSize ?? 0;
      },
      remove: async (leaf) => {
        for (const path of [leaf, ...names.map((name) => join(into, name))]) await rm(path, { force: true });
      },
    });
  }

  async #make(
    vm: VmSpecification,
    {
      record,
      neededBytes,
      fill,
      remove,
      signal,
    }: {
      readonly record: DiskRecord;
      readonly neededBytes: number;
      /** Makes the disk; the bytes that it takes. */
      readonly fill: (path: string) => Promise<number>;
      /** Takes away what `fill` may have made. */
      readonly remove: (path: string) => Promise<void>;
      readonly signal: AbortSignal;
    },
  ): Promise<number> {
    const { store, freeBytes } = this.#options;
    await mkdir(store.folder, { recursive: true, mode: 0o700 });
    await requireFreeBytes(store.folder, neededBytes, freeBytes);
    await store.claimFolder(vm).catch((error: unknown) => Promise.reject(storageError(error)));
    const path = this.pathOf(vm.vmId);
    if ((await this.find(vm.vmId)) !== null) return this.#fileSize(path, signal);
    const recordPath = store.pathOf(vm.vmId, 'disk.json');
    if (await this.#options.isDefined(vm.vmId, signal)) {
      // Only the record was lost.
      await writeJson(recordPath, record);
      return this.#fileSize(path, signal);
    }
    // What an interrupted attempt left; no VM has used it yet.
    await remove(path);
    try {
      const sizeBytes = await fill(path);
      await writeJson(recordPath, record);
      return sizeBytes;
    } catch (error) {
      await remove(path);
      throw storageError(error);
    }
  }

  find(vmId: string): Promise<DiskRecord | null> {
    return readJson(this.#options.store.pathOf(vmId, 'disk.json'), DiskRecord);
  }

  /** Of a VM that was made elsewhere: its disks are Hyper-V's to tell. */
  async keep(vmId: string, record: Omit<DiskRecord, 'data'>): Promise<void> {
    await writeJson(this.#options.store.pathOf(vmId, 'disk.json'), { ...record, data: [] });
  }

  /** @throws AppError `precondition-failed` when the VM has no complete disk. */
  async get(vmId: string): Promise<DiskRecord> {
    const record = await this.find(vmId);
    if (record === null) throw new AppError('precondition-failed', `VM ${vmId} has no disk yet.`);
    return record;
  }

  async #makeChild(
    { image, diskBytes }: VmSpecification,
    path: string,
    signal: AbortSignal,
  ): Promise<number> {
    const { host, images } = this.#options;
    const parent = images.pathOf(image);
    await protectParent(parent);
    // At its final size at once: changing the size later takes more rights.
    const parameters = { Path: path, SizeBytes: diskBytes, ParentPath: parent, Differencing: true };
    const create = call('New-VHD', parameters, 'VirtualHardDisk');
    const made = parseResult(DiskResult, await host.work(create, { signal }));
    if (made.Size < diskBytes) await this.grow(path, diskBytes, signal);
    return made.FileSize ?? 0;
  }

  /** What the guest sees. */
  async sizeOf(path: string, signal: AbortSignal): Promise<number> {
    return (await this.#look(path, signal)).Size;
  }

  /** @throws AppError `forbidden` where the host agent is no Windows administrator; `insufficient-storage` */
  async grow(path: string, diskBytes: number, signal: AbortSignal): Promise<void> {
    const resize = call('Resize-VHD', { Path: path, SizeBytes: diskBytes });
    await this.#options.host.work(resize, { signal }).catch((error: unknown) => {
      throw explainResize(error);
    });
  }

  async #fileSize(path: string, signal: AbortSignal): Promise<number> {
    return (await this.#look(path, signal)).FileSize ?? 0;
  }

  async #look(path: string, signal: AbortSignal): Promise<z.infer<typeof DiskResult>> {
    const answer = await this.#options.host.query(call('Get-VHD', { Path: path }, 'VirtualHardDisk'), signal);
    return parseResult(DiskResult, answer);
  }
}

/** Being a Hyper-V Administrator is not enough for this one cmdlet. */
function explainResize(thrown: unknown): unknown {
  const error = toAppError(thrown);
  if (error.details.identifier !== 'AccessDenied') return thrown;
  const remedy =
    'Resize-VHD takes a Windows administrator; membership of Hyper-V Administrators is not enough. Run the host agent as an administrator, or choose the image’s own disk size.';
  return new AppError('forbidden', `The disk could not be made larger. ${remedy}`, {
    details: error.details,
    cause: thrown,
  });
}
