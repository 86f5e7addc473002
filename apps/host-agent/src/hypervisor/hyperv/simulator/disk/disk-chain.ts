import { HypervError, hresults } from '../call/hyperv-error.ts';
import type { SimulatedHost } from '../daemon/simulated-host.ts';
import { fileNameOf, folderOf, joinPath } from '../state/host-path.ts';
import { type Disk, findDisk, readDisk } from './disk-file.ts';

/** Hyper-V itself gives up on longer chains. */
const chainLimit = 1024;

/** A disk and its parents, the leaf first. @throws HypervError when one is missing or is not the one it was. */
export async function openChain({ files }: SimulatedHost, path: string): Promise<readonly Disk[]> {
  const chain: Disk[] = [await readDisk(files, path)];
  for (let disk = chain[0]!; disk.parentPath !== null; disk = chain.at(-1)!) {
    if (chain.length >= chainLimit) throw broken(path);
    // A chain that was moved as a whole keeps its parents beside it.
    const beside = joinPath(folderOf(disk.path), fileNameOf(disk.parentPath));
    const parent = (await findDisk(files, disk.parentPath)) ?? (await findDisk(files, beside));
    if (parent === null) throw broken(path);
    if (parent.id !== disk.parentId) throw mismatch(disk.path);
    chain.push(parent);
  }
  return chain;
}

const broken = (path: string): HypervError =>
  new HypervError(
    'FileNotFound',
    `The chain of virtual hard disks is broken: a parent of '${path}' was not found. (0x80070002)`,
    hresults.fileNotFound,
  );

const mismatch = (path: string): HypervError =>
  new HypervError(
    'OperationFailed',
    `The chain of virtual hard disks is corrupted. There is a mismatch in the identifiers of the parent virtual hard disk and differencing disk '${path}'. (0xC03A000E)`,
    hresults.chainMismatch,
  );
