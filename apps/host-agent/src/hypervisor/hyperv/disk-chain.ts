import { pathKey } from './file-path.ts';
import type { HypervHost } from './hyperv-host.ts';
import { lookBelow } from './parent-disk.ts';
import type { VmSummary } from './results.ts';

/** What the disks of a VM take now by their paths' keys, the parents of all chains too, each once. */
export async function fileSizesOf(
  host: HypervHost,
  { HardDrives }: VmSummary,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  const paths = HardDrives.flatMap(({ Path }) => (Path === null || Path === undefined ? [] : [Path]));
  for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
    if (sizes.has(pathKey(path))) continue;
    const { fileBytes, parent } = await lookBelow(host, path, signal);
    sizes.set(pathKey(path), fileBytes);
    if (parent !== null) paths.push(parent);
  }
  return sizes;
}
