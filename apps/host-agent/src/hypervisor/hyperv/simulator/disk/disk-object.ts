import type { SimulatedHost } from '../daemon/simulated-host.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import { isSamePath } from '../state/host-path.ts';
import { readDisk } from './disk-file.ts';
import { isDiskInUse } from './disk-users.ts';

/** A disk as Get-VHD tells it. @throws HypervError when there is none. */
export async function diskObject(host: SimulatedHost, path: string): Promise<HypervObject> {
  const disk = await readDisk(host.files, path);
  const mounted = host.record.mounted.find((each) => isSamePath(each.path, path));
  return {
    type: 'VirtualHardDisk',
    disk,
    isAttached: await isDiskInUse(host, path),
    diskNumber: mounted?.diskNumber ?? null,
  };
}
