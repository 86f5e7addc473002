import { z } from 'zod';
import { call } from './call.ts';
import { pathKey } from './file-path.ts';
import type { HypervHost } from './hyperv-host.ts';
import { parseResult, type VmSummary } from './results.ts';

const Disk = z.object({ Path: z.string(), FileSize: z.number().nullish(), ParentPath: z.string().nullish() });

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
    const answer = await host.query(call('Get-VHD', { Path: path }, 'VirtualHardDisk'), signal);
    const { FileSize, ParentPath } = parseResult(Disk, answer);
    sizes.set(pathKey(path), FileSize ?? 0);
    if (typeof ParentPath === 'string' && ParentPath !== '') paths.push(ParentPath);
  }
  return sizes;
}
