/**
 * Base disks: `<imagesFolder>/<name>/disk.vhdx`, described by `vhdx.json` beside it, which is written last. The same
 * folder may hold the image for QEMU too.
 */
import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ImageFolder } from '../../images/image-folder.ts';
import { HypervImage } from '../../images/image-record.ts';
import { writeJson } from '../vms/write-json.ts';

const recordName = 'vhdx.json';
const diskName = 'disk.vhdx';

export const parentDiskOf = (imagesFolder: string, image: string): string =>
  join(imagesFolder, image, diskName);

export const writeHypervImage = (imagesFolder: string, image: HypervImage): Promise<void> =>
  writeJson(join(imagesFolder, image.name, recordName), HypervImage.parse(image));

export const hypervImageFolder = (folder: string): ImageFolder<HypervImage> =>
  new ImageFolder({
    driver: 'hyperv',
    folder,
    diskName,
    recordName,
    schema: HypervImage,
    notesOf: ({ secureBoot }) => `Secure Boot: ${secureBoot}.`,
  });

/**
 * A parent that is written to destroys every disk made from it, so it is made read-only. A folder of images that is
 * not ours to change, such as a share, is left as it is.
 */
export async function protectParent(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o222) === 0) return;
  try {
    await chmod(path, mode & 0o555);
  } catch (error) {
    if (!['EPERM', 'EACCES', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
