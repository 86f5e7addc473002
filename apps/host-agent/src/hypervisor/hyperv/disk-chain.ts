import { pathKey } from './file-path.ts';
import type { HypervHost } from './hyperv-host.ts';
import { lookBelow } from './parent-disk.ts';
import type { VmSummary } from './results.ts';

export type DiskOfChain = { readonly path: string; readonly fileBytes: number };

/** The disks of a VM and all that they stand on, each once, with what it takes now. */
export async function disksOfChains(
  host: HypervHost,
  { HardDrives }: VmSummary,
  signal: AbortSignal,
): Promise<readonly DiskOfChain[]> {
  const disks = new Map<string, DiskOfChain>();
  const paths = HardDrives.flatMap(({ Path }) => (Path === null || Path === undefined ? [] : [Path]));
  for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
    if (disks.has(pathKey(path))) continue;
    const { fileBytes, parent } = await lookBelow(host, path, signal);
    disks.set(pathKey(path), { path, fileBytes });
    if (parent !== null) paths.push(parent);
  }
  return [...disks.values()];
}

/** What each takes by its path's key. */
export const fileSizesOf = async (
  host: HypervHost,
  vm: VmSummary,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> =>
  new Map((await disksOfChains(host, vm, signal)).map(({ path, fileBytes }) => [pathKey(path), fileBytes]));
