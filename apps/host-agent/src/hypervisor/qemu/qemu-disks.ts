import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { ImageFolder } from '../../images/image-folder.ts';
import type { QemuImage } from '../../images/image-record.ts';
import { linkOrCopy } from '../../storage/link-or-copy.ts';
import { storageError } from '../../storage/storage-error.ts';
import type { Progress, VmSpecification } from '../driver.ts';
import type { CopiedVm } from '../importing.ts';
import { runProgram } from '../process/run-program.ts';
import { type FreeBytes, requireFreeBytes } from '../vms/free-bytes.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { readJson, writeJson } from '../vms/write-json.ts';
import { DiskRecord, filesOfVm, isDataFile, kernelNames, systemFile } from './disk-record.ts';
import { chainOf, createOverlay, frozenNameOf, isFrozenName, type Layer } from './overlays.ts';
import { checkCopiedVm, takeCopiedVm } from './qemu-importing.ts';

/** An overlay takes 1–6 MB in its first boot (measured); the guest agent's copy takes about 130 MB. */
const overlayBytes = 256 * 1024 * 1024;
const baseName = 'base.qcow2';

export class QemuDisks {
  readonly #store: VmStore;
  readonly #images: ImageFolder<QemuImage>;
  readonly #freeBytes: FreeBytes;

  constructor(store: VmStore, images: ImageFolder<QemuImage>, freeBytes: FreeBytes) {
    this.#store = store;
    this.#images = images;
    this.#freeBytes = freeBytes;
  }

  /** Idempotent; see HypervisorDriver.createDisk. */
  create(vm: VmSpecification, signal: AbortSignal): Promise<void> {
    const make = (image: QemuImage): Promise<void> =>
      this.#make(vm, overlayBytes, async (folder) => {
        for (const name of filesOfVm(image)) {
          const to = name === systemFile ? baseName : name;
          await linkOrCopy(this.#images.pathOf(vm.image, name), join(folder, to));
        }
        await createOverlay(folder, { base: baseName, bytes: vm.diskBytes, signal });
        return { image: vm.image, kernelArguments: image.kernelArguments, data: [] };
      });
    return this.#images.use(vm, make, signal);
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
      await takeCopiedVm(copied, { into: folder, bytes, record, progress, signal });
      return record;
    });
  }

  /** Idempotent; see Linking.createDiskOn. */
  async createOn({ sourceId, layerId }: Layer, vm: VmSpecification, signal: AbortSignal): Promise<void> {
    const from = this.#store.pathOf(sourceId);
    const record = await this.get(sourceId);
    await this.#make(vm, overlayBytes, async (folder) => {
      const base = frozenNameOf(layerId);
      const kernel = record.kernelArguments === null ? [] : kernelNames;
      for (const name of [...kernel, ...(await chainOf(from, base, signal))])
        await linkOrCopy(join(from, name), join(folder, name));
      await createOverlay(folder, { base, bytes: null, signal });
      const { image, kernelArguments } = record;
      return { image, kernelArguments, data: [] };
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
  async grow(vmId: string, diskBytes: number, signal: AbortSignal, file: string = systemFile): Promise<void> {
    const cwd = this.#store.pathOf(vmId);
    await runProgram('qemu-img', ['resize', '-q', '-f', 'qcow2', file, String(diskBytes)], {
      cwd,
      signal,
    }).catch((error: unknown) => Promise.reject(storageError(error)));
  }

  find(vmId: string): Promise<DiskRecord | null> {
    return readJson(this.#store.pathOf(vmId, 'disk.json'), DiskRecord);
  }

  /** Of a VM that has one. */
  async change(vmId: string, change: Partial<Pick<DiskRecord, 'kind' | 'data'>>): Promise<void> {
    const record = { ...(await this.get(vmId)), ...change };
    await writeJson(this.#store.pathOf(vmId, 'disk.json'), record satisfies DiskRecord);
  }

  /** @throws AppError `precondition-failed` when the VM has no complete disk. */
  async get(vmId: string): Promise<DiskRecord> {
    const record = await this.find(vmId);
    if (record === null) throw new AppError('precondition-failed', `VM ${vmId} has no disk yet.`);
    return record;
  }
}

async function removeFiles(folder: string): Promise<void> {
  const others = (await readdir(folder)).filter((name) => isFrozenName(name) || isDataFile(name));
  for (const name of [...kernelNames, baseName, systemFile, ...others])
    await rm(join(folder, name), { force: true });
}
