import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { HypervHost } from '../hyperv/hyperv-host.ts';
import { parentDiskOf, writeHypervImage } from '../hyperv/hyperv-image.ts';

export const simulatedImage = 'simulated-linux';

/**
 * A parent disk as Hyper-V makes one, which the simulator takes for any operating system's.
 *
 * @param hasCloudInit of an image whose guests nothing but their seed gives an agent. Default: false.
 */
export async function makeSimulatedImage(
  host: HypervHost,
  imagesFolder: string,
  hasCloudInit = false,
): Promise<void> {
  const virtualSizeBytes = 2 ** 30;
  const Path = parentDiskOf(imagesFolder, simulatedImage);
  const parameters = { Path, SizeBytes: virtualSizeBytes, Dynamic: true };
  await host.work({ cmdlet: 'New-VHD', parameters, select: null }, { signal: AbortSignal.timeout(30_000) });
  const content = await readFile(Path);
  await writeHypervImage(imagesFolder, {
    name: simulatedImage,
    title: 'A simulated guest',
    os: 'Linux',
    sha256: createHash('sha256').update(content).digest('hex'),
    sizeBytes: 4 * 2 ** 20,
    virtualSizeBytes,
    hasCloudInit,
    secureBoot: 'linux',
  });
}
