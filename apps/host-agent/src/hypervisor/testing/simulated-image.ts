import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { HypervImage } from '../../images/image-record.ts';
import type { HypervHost } from '../hyperv/hyperv-host.ts';
import { parentDiskOf, writeHypervImage } from '../hyperv/hyperv-image.ts';

export const simulatedImage = 'simulated-linux';
export const simulatedWindows = 'simulated-windows';

/**
 * A parent disk as Hyper-V makes one, which the simulator takes for any operating system's.
 *
 * @param hasCloudInit of an image whose guests nothing but their seed gives an agent. Default: false.
 */
export const makeSimulatedImage = (
  host: HypervHost,
  imagesFolder: string,
  hasCloudInit = false,
): Promise<void> =>
  makeImage(host, imagesFolder, {
    ...{ name: simulatedImage, title: 'A simulated guest', os: 'Linux' },
    ...{ hasCloudInit, secureBoot: 'linux' },
  });

/** Its guests are Linux sandboxes that get the seed of a Windows guest (`simulator/guests/windows-seed.ts`). */
export const makeSimulatedWindows = (host: HypervHost, imagesFolder: string): Promise<void> =>
  makeImage(host, imagesFolder, {
    ...{ name: simulatedWindows, title: 'A simulated Windows', os: 'Windows Server 2025' },
    ...{ hasCloudInit: true, secureBoot: 'windows' },
  });

async function makeImage(
  host: HypervHost,
  imagesFolder: string,
  image: Pick<HypervImage, 'name' | 'title' | 'os' | 'hasCloudInit' | 'secureBoot'>,
): Promise<void> {
  const virtualSizeBytes = 2 ** 30;
  const Path = parentDiskOf(imagesFolder, image.name);
  const parameters = { Path, SizeBytes: virtualSizeBytes, Dynamic: true };
  await host.work({ cmdlet: 'New-VHD', parameters, select: null }, { signal: AbortSignal.timeout(30_000) });
  const content = await readFile(Path);
  const sha256 = createHash('sha256').update(content).digest('hex');
  await writeHypervImage(imagesFolder, { ...image, sha256, sizeBytes: 4 * 2 ** 20, virtualSizeBytes });
}
