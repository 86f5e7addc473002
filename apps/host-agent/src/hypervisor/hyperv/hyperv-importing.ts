/**
 * The disks of a VM out of a copy that `Export-VM` has made: of each the file that the VM wrote and its parents, beside each
 * other in the new VM's folder. The VM itself is then made as in provisioning. Not by `Import-VM`: its VM has another's name,
 * mark and adapters until it is changed, nothing stops its copying, and who was killed meanwhile cannot tell its VM from
 * anybody's. Checkpoints stay behind in the copy.
 */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecureBoot } from '@busbar/shared/domain/image';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { copyWithProgress } from '../../storage/copy-with-progress.ts';
import { linkOrCopy } from '../../storage/link-or-copy.ts';
import type { Progress } from '../driver.ts';
import { type CopiedVm, refusedCopy } from '../importing.ts';
import { patience } from '../vms/patience.ts';
import { readJson } from '../vms/write-json.ts';
import { call } from './call.ts';
import { CopiedVmRecord, copiedVmName, diskFolderOf, fileNameOf } from './copied-vm.ts';
import { isInside } from './file-path.ts';
import type { HypervHost } from './hyperv-host.ts';
import { lookBelow } from './parent-disk.ts';
import { parseResult } from './results.ts';

/** As long as chains get that people make; Hyper-V takes longer ones and becomes slow. */
const chainLimit = 64;
const Disk = z.object({ ParentPath: z.string().nullish() });

export type CopiedChains = {
  /** Where all files are, by their names. */
  readonly folder: string;
  /** Of each disk, the one that is booted first: the file that the VM wrote, and each before its parent. */
  readonly chains: readonly (readonly string[])[];
  readonly bytes: number;
  readonly secureBoot: SecureBoot;
};

/** @throws AppError `invalid-input` for what is no copy of a VM with a disk, all of whose parents are there */
export async function findCopiedChains(
  host: HypervHost,
  copied: string,
  signal: AbortSignal,
): Promise<CopiedChains> {
  const record = await readRecord(copied);
  if (record.disks.length === 0)
    throw refusedCopy('The copied VM has no disk. Hyper-V’s own Import-VM takes it.');
  const folder = diskFolderOf(copied, record);
  const chains: (readonly string[])[] = [];
  for (const disk of record.disks) chains.push(await chainFrom(host, folder, disk, signal));
  let bytes = 0;
  for (const name of new Set(chains.flat())) bytes += await sizeOf(join(folder, name));
  return { folder, chains, bytes, secureBoot: record.secureBoot };
}

async function chainFrom(
  host: HypervHost,
  folder: string,
  first: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (let name = first; name !== ''; ) {
    if (names.length >= chainLimit || names.includes(name))
      throw refusedCopy('The chain of disks has no end.');
    names.push(name);
    await sizeOf(join(folder, name));
    name = await parentOf(host, join(folder, name), signal);
  }
  return names;
}

async function readRecord(copied: string): Promise<CopiedVmRecord> {
  try {
    const record = await readJson(join(copied, copiedVmName), CopiedVmRecord);
    if (record !== null) return record;
  } catch (cause) {
    throw refusedCopy(`The ${copiedVmName} of the copied VM is damaged.`, cause);
  }
  throw refusedCopy(`The copied VM has no ${copiedVmName}. Hyper-V’s own Import-VM takes it.`);
}

/** Parents are looked for beside the disk only: a copy from elsewhere must not name files of this host. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw refusedCopy(`The disk “${fileNameOf(path)}” of the copied VM is missing.`, error);
  }
}

async function parentOf(host: HypervHost, path: string, signal: AbortSignal): Promise<string> {
  const answer = await host
    .query(call('Get-VHD', { Path: path }, 'VirtualHardDisk'), signal)
    .catch((thrown) => {
      const { code, message } = toAppError(thrown);
      throw code === 'cancelled'
        ? thrown
        : refusedCopy(`Hyper-V does not read the copied disk: ${message}`, thrown);
    });
  return fileNameOf(parseResult(Disk, answer).ParentPath ?? '');
}

/** Names of the disk and of those below it that are in the folder too: an image is elsewhere, and stays there. */
export async function namesBelow(
  host: HypervHost,
  { base, folder, signal }: { readonly base: string; readonly folder: string; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const names: string[] = [];
  for (let path: string | null = base; path !== null && isInside(path, folder); ) {
    if (names.length >= chainLimit) throw new AppError('bad-peer', `The disks below ${base} have no end.`);
    names.push(fileNameOf(path));
    path = (await lookBelow(host, path, signal)).parent;
  }
  return names;
}

export type TakeChains = {
  readonly host: HypervHost;
  readonly copied: CopiedVm;
  readonly found: CopiedChains;
  /** The VM's folder. */
  readonly into: string;
  /** Of each chain, where the file goes that the VM writes. */
  readonly leaves: readonly string[];
  readonly progress: Progress;
  readonly signal: AbortSignal;
};

/** The bytes that they take. */
export async function takeChains(taking: TakeChains): Promise<number> {
  const { host, copied, found, into, leaves, progress, signal } = taking;
  let done = 0;
  const onBytes = (count: number): void => {
    done += count;
    progress(done, found.bytes);
  };
  const taken = new Set<string>();
  for (const [at, names] of found.chains.entries()) {
    const paths = pathsOf(names, into, leaves[at] ?? '');
    for (const [index, name] of names.entries()) {
      const [from, to] = [join(found.folder, name), paths[index]!];
      // Two disks may stand on one.
      if (taken.has(to)) continue;
      taken.add(to);
      if (copied.isKept) await copyWithProgress(from, to, onBytes, signal);
      else await linkOrCopy(from, to);
    }
    // From the last parent on, since each is opened with those below it.
    for (let index = paths.length - 2; index >= 0; index -= 1) {
      const parameters = { Path: paths[index]!, ParentPath: paths[index + 1]! };
      await host.work(call('Set-VHD', parameters), { signal });
    }
  }
  progress(found.bytes, found.bytes);
  return found.bytes;
}

export async function removeChains(
  { chains }: CopiedChains,
  into: string,
  leaves: readonly string[],
): Promise<void> {
  for (const path of chains.flatMap((names, at) => pathsOf(names, into, leaves[at] ?? '')))
    await rm(path, patience);
}

/** The files that the VM writes are named by the VM, as every VM's are. */
const pathsOf = (names: readonly string[], into: string, leaf: string): readonly string[] =>
  names.map((name, index) => (index === 0 ? leaf : join(into, name)));
