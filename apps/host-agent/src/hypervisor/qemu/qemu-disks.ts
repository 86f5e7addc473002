import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostImage } from '@busbar/shared/protocol/link';
import { type ImageRecord, readImageRecord } from '../../images/image-record.ts';
import { linkOrCopy } from '../../storage/link-or-copy.ts';
import { storageError } from '../../storage/storage-error.ts';
import type { Progress, VmSpecification } from '../driver.ts';
import type { CopiedVm } from '../importing.ts';
import { runProgram } from '../process/run-program.ts';
import { type FreeBytes, requireFreeBytes } from '../vms/free-bytes.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { readJson, writeJson } from '../vms/write-json.ts';
import { DiskRecord } from './disk-record.ts';
import { checkCopiedVm, takeCopiedVm } from './qemu-importing.ts';

/** An overlay takes 1–6 MB in its first boot (measured); the guest agent's copy takes about 130 MB. */
const overlayBytes = 256 * 1024 * 1024;
const imageFiles = { 'disk.qcow2': 'base.qcow2', kernel: 'kernel', initrd: 'initrd' } as const;

export class QemuDisks {
  readonly #store: VmStore;
  readonly #imagesFolder: string;
  readonly #freeBytes: FreeBytes;

  constructor(store: VmStore, imagesFolder: string, freeBytes: FreeBytes) {
    this.#store = store;
    this.#imagesFolder = imagesFolder;
    this.#freeBytes = freeBytes;
  }

  async images(): Promise<readonly HostImage[]> {
    const names = await readdir(this.#imagesFolder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const visible = names.filter((name) => !name.startsWith('.'));
    const records = await Promise.all(visible.map((name) => readImageRecord(join(this.#imagesFolder, name))));
    return records.filter((record) => record !== null).map(describeImage);
  }

  /** Idempotent; see HypervisorDriver.createDisk. */
  async create(vm: VmSpecification, signal: AbortSignal): Promise<void> {
    const image = await this.#image(vm);
    await this.#make(vm, overlayBytes, async (folder) => {
      for (const [from, to] of Object.entries(imageFiles)) {
        await linkOrCopy(join(this.#imagesFolder, vm.image, from), join(folder, to));
      }
      await createOverlay(folder, { base: 'base.qcow2', bytes: vm.diskBytes, signal });
      return { image: vm.image, kernelArguments: image.kernelArguments };
    });
  }

  /** Idempotent; see Importing.createDiskFrom. */
  async createFrom(
    copied: CopiedVm,
    vm: VmSpecification,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    const { bytes, record } = await checkCopiedVm(copied.folder, signal);
    await this.#make(vm, copied.isKept ? bytes : 0, async (folder) => {
      await takeCopiedVm(copied, { into: folder, bytes, progress, signal });
      return record;
    });
  }

  /** `fill` puts the disk and its kernel into the VM's folder; what it returns says afterwards that they are complete. */
  async #make(
    vm: VmSpecification,
    neededBytes: number,
    fill: (folder: string) => Promise<DiskRecord>,
  ): Promise<void> {
    await mkdir(this.#store.folder, { recursive: true, mode: 0o700 });
    await requireFreeBytes(this.#store.folder, neededBytes, this.#freeBytes);
    const folder = await this.#store
      .claimFolder(vm)
      .catch((error: unknown) => Promise.reject(storageError(error)));
    if ((await this.find(vm.vmId)) !== null) return;
    // What an interrupted attempt left.
    await removeFiles(folder);
    try {
      await writeJson(join(folder, 'disk.json'), (await fill(folder)) satisfies DiskRecord);
    } catch (error) {
      await removeFiles(folder);
      throw storageError(error);
    }
  }

  /** Of a VM that is off. Sparse: it takes no room until the guest writes. */
  async grow(vmId: string, diskBytes: number, signal: AbortSignal): Promise<void> {
    const cwd = this.#store.pathOf(vmId);
    await runProgram('qemu-img', ['resize', '-q', '-f', 'qcow2', 'disk.qcow2', String(diskBytes)], {
      cwd,
      signal,
    }).catch((error: unknown) => Promise.reject(storageError(error)));
  }

  find(vmId: string): Promise<DiskRecord | null> {
    return readJson(this.#store.pathOf(vmId, 'disk.json'), DiskRecord);
  }

  /** @throws AppError `precondition-failed` when the VM has no complete disk. */
  async get(vmId: string): Promise<DiskRecord> {
    const record = await this.find(vmId);
    if (record === null) throw new AppError('precondition-failed', `VM ${vmId} has no disk yet.`);
    return record;
  }

  async #image(vm: VmSpecification): Promise<ImageRecord> {
    const isName = /^[a-z0-9][a-z0-9.-]{0,63}$/.test(vm.image);
    const record = isName ? await readImageRecord(join(this.#imagesFolder, vm.image)) : null;
    if (record === null)
      throw new AppError('not-found', `This host has no QEMU image "${vm.image.slice(0, 80)}".`);
    if (vm.diskBytes >= record.virtualSizeBytes) return record;
    const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
    throw new AppError(
      'invalid-input',
      `A disk made from ${vm.image} has at least ${gibibytes(record.virtualSizeBytes)}, not ${gibibytes(vm.diskBytes)}.`,
    );
  }
}

async function removeFiles(folder: string): Promise<void> {
  for (const name of [...Object.values(imageFiles), 'disk.qcow2'])
    await rm(join(folder, name), { force: true });
}

type Overlay = { readonly base: string; readonly bytes: number; readonly signal: AbortSignal };

/** A disk that holds what differs from its base, which is in the same folder. */
async function createOverlay(cwd: string, { base, bytes, signal }: Overlay): Promise<void> {
  const create = ['create', '-q', '-f', 'qcow2', '-F', 'qcow2', '-b', base, 'disk.qcow2', String(bytes)];
  await runProgram('qemu-img', create, { cwd, signal });
}

const describeImage = (record: ImageRecord): HostImage => ({
  name: record.name,
  driver: 'qemu',
  title: record.title,
  os: record.os,
  sizeBytes: record.sizeBytes,
  sha256: record.sha256,
  hasCloudInit: record.hasCloudInit,
  notes: `Disks have at least ${record.virtualSizeBytes / 2 ** 30} GiB.`,
});
