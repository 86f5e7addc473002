/**
 * Images for Hyper-V: dynamic VHDX. `qemu-img` makes them from everything; where it is not installed, Hyper-V's own
 * `Convert-VHD` makes them from VHD and VHDX.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { ImageFolder } from '../../images/image-folder.ts';
import type { HypervImage } from '../../images/image-record.ts';
import { convertDisk, findQemuImg, measureDisk } from '../../images/qemu-img.ts';
import { linkOrCopy } from '../../storage/link-or-copy.ts';
import type { CopyForImage, DiskConversion, ImageMaking, NewImage, TakenCopy } from '../image-making.ts';
import { runProgram } from '../process/run-program.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { call } from './call.ts';
import { fileSizesOf } from './disk-chain.ts';
import { pathKey } from './file-path.ts';
import type { HypervDisks } from './hyperv-disks.ts';
import type { HypervHost } from './hyperv-host.ts';
import { findCopiedChains } from './hyperv-importing.ts';
import { parseResult } from './results.ts';
import type { VmInventory } from './vm-inventory.ts';

export type HypervImageMakingDeps = {
  readonly host: HypervHost;
  readonly folder: ImageFolder<HypervImage>;
  readonly inventory: VmInventory;
  readonly store: VmStore;
  readonly disks: HypervDisks;
  /** Default: where it is installed. */
  readonly findQemuImg?: () => Promise<string | null>;
};

const mebibyte = 2 ** 20;
const diskName = 'disk.vhdx';
const Sized = z.object({ Size: z.number().int().positive() });
/** What Hyper-V reads itself, and how such a file must be called. */
const extensions = { vpc: '.vhd', vhdx: '.vhdx' } as const;
/** The job has a deadline of its own. */
const convertTimeoutMs = 24 * 60 * 60_000;

export class HypervImageMaking implements ImageMaking {
  readonly diskFormat = 'vhdx';
  readonly #deps: HypervImageMakingDeps;

  constructor(deps: HypervImageMakingDeps) {
    this.#deps = deps;
  }

  get folder(): ImageMaking['folder'] {
    return this.#deps.folder;
  }

  async measure({
    from,
    format,
    virtualSizeBytes,
    signal,
  }: Parameters<ImageMaking['measure']>[0]): Promise<number> {
    const program = await this.#findQemuImg();
    if (program !== null) return measureDisk(program, { path: from, format, virtualSizeBytes }, signal);
    extensionOf(format);
    return virtualSizeBytes;
  }

  async convert(conversion: DiskConversion): Promise<void> {
    const program = await this.#findQemuImg();
    if (program === null) return this.#convertByHyperv(conversion);
    await convertByQemuImg(program, conversion);
  }

  /** Hyper-V itself reads the chain of a copied VM into one disk; nobody else knows its differencing disks. */
  async takeCopy({ folder, into, progress, signal }: CopyForImage): Promise<TakenCopy> {
    const { host } = this.#deps;
    const found = await findCopiedChains(host, folder, signal);
    // The first is booted; further disks are no part of an image.
    const leaf = join(found.folder, found.chains[0]?.[0] ?? '');
    const asked = await host.query(call('Get-VHD', { Path: leaf }, 'VirtualHardDisk'), signal);
    const { Size } = parseResult(Sized, asked);
    const to = join(into, diskName);
    await rm(to, { force: true });
    await this.#convertChain({ from: leaf, to, virtualSizeBytes: Size, progress, signal });
    return { virtualSizeBytes: Size, boots: { secureBoot: found.secureBoot } };
  }

  recordOf(image: NewImage): HypervImage {
    return { ...image, virtualSizeBytes: wholeMebibytes(image.virtualSizeBytes) };
  }

  /** Every VM of Hyper-V counts, whoever made it, and disks of ours that no VM has yet. */
  async standingOn(image: string, signal: AbortSignal): Promise<readonly string[]> {
    const { host, folder, inventory, store, disks } = this.#deps;
    const disk = pathKey(folder.pathOf(image));
    const { all, vms } = await inventory.look(signal);
    const names = new Set<string>();
    for (const vm of all) {
      const sizes = await fileSizesOf(host, vm, signal).catch(noneIfLost);
      if (sizes.has(disk)) names.add(vm.Name);
    }
    for (const vmId of await store.folders()) {
      if (!vms.has(vmId) && (await disks.find(vmId))?.image === image)
        names.add(`the VM ${vmId}, which is being made`);
    }
    return [...names].toSorted();
  }

  /** Its cmdlets believe a file's extension. */
  async #convertByHyperv({
    from,
    to,
    format,
    virtualSizeBytes,
    progress,
    signal,
  }: DiskConversion): Promise<void> {
    const source = `${to}.source${extensionOf(format)}`;
    await rm(source, { force: true });
    await linkOrCopy(from, source);
    try {
      await this.#convertChain({ from: source, to, virtualSizeBytes, progress, signal });
    } finally {
      await rm(source, { force: true });
    }
  }

  async #convertChain(conversion: Omit<DiskConversion, 'format'>): Promise<void> {
    const { from, to, virtualSizeBytes, progress, signal } = conversion;
    const parameters = { Path: from, DestinationPath: to, VHDType: 'Dynamic' };
    const onProgress = (percent: number): void =>
      progress(Math.round((percent / 100) * virtualSizeBytes), virtualSizeBytes);
    const convert = { ...call('Convert-VHD', parameters), asJob: true };
    await this.#deps.host.work(convert, { signal, timeoutMs: convertTimeoutMs, onProgress });
    progress(virtualSizeBytes, virtualSizeBytes);
  }

  #findQemuImg(): Promise<string | null> {
    return (this.#deps.findQemuImg ?? findQemuImg)();
  }
}

/** A VM whose own disk is lost already loses nothing more. */
function noneIfLost(thrown: unknown): ReadonlyMap<string, number> {
  if (toAppError(thrown).code === 'not-found') return new Map();
  throw thrown;
}

const wholeMebibytes = (bytes: number): number => Math.ceil(bytes / mebibyte) * mebibyte;

function extensionOf(format: DiskConversion['format']): string {
  if (format === 'vpc' || format === 'vhdx') return extensions[format];
  throw new AppError('precondition-failed', `Hyper-V itself reads no ${format}; qemu-img is not installed.`, {
    userMessage: `The disk is ${format}, which Hyper-V does not read itself. Install QEMU for Windows on the host (in C:\\Program Files\\qemu), or convert the disk to VHDX elsewhere. Nothing was imported.`,
  });
}

/** Hyper-V takes disks of whole MiB; a source may have any number of sectors. */
async function convertByQemuImg(program: string, conversion: DiskConversion): Promise<void> {
  const { from, to, signal, virtualSizeBytes } = conversion;
  const size = wholeMebibytes(virtualSizeBytes);
  const options = ['-O', 'vhdx'];
  if (size === virtualSizeBytes) options.push('-o', 'subformat=dynamic');
  else {
    await runProgram(program, ['create', '-q', '-f', 'vhdx', '-o', 'subformat=dynamic', to, String(size)], {
      signal,
    });
    options.push('-n', '--target-is-zero');
  }
  await convertDisk(program, { ...conversion, path: from, output: [...options, to] });
  // On Windows qemu-img makes sparse files, which Hyper-V refuses.
  if (process.platform === 'win32')
    await runProgram('fsutil.exe', ['sparse', 'setflag', to, '0'], { signal });
}
