/**
 * Base disks: `<imagesFolder>/<name>/disk.vhdx`, described by `vhdx.json` beside it, which is written last. The same
 * folder may hold the image for QEMU too.
 */
import { chmod, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostImage } from '@busbar/shared/protocol/link';
import { z } from 'zod';
import { ImageRecord } from '../../images/image-record.ts';
import type { VmSpecification } from '../driver.ts';
import { readJson, writeJson } from '../vms/write-json.ts';

/** Whose boot loaders the firmware believes; `off` for an image that nobody has signed. */
export const SecureBoot = z.enum(['off', 'linux', 'windows', 'shielded-linux']);
export type SecureBoot = z.infer<typeof SecureBoot>;

/** As an image for QEMU is described; the firmware finds the kernel itself. `sha256` is of disk.vhdx. */
export const HypervImage = ImageRecord.omit({ recipeHash: true, kernelArguments: true }).extend({
  secureBoot: SecureBoot,
});
export type HypervImage = z.infer<typeof HypervImage>;

const recordName = 'vhdx.json';
const imageName = /^[a-z0-9][a-z0-9.-]{0,63}$/;

export const parentDiskOf = (imagesFolder: string, image: string): string =>
  join(imagesFolder, image, 'disk.vhdx');

export const writeHypervImage = (imagesFolder: string, image: HypervImage): Promise<void> =>
  writeJson(join(imagesFolder, image.name, recordName), HypervImage.parse(image));

export async function listHypervImages(imagesFolder: string): Promise<readonly HostImage[]> {
  const names = await readdir(imagesFolder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const records = await Promise.all(
    names
      .filter((name) => imageName.test(name))
      .map((name) => readJson(join(imagesFolder, name, recordName), HypervImage)),
  );
  return records.filter((record) => record !== null).map(describeImage);
}

/** @throws AppError `not-found`, or `invalid-input` when the disk would be smaller than its image. */
export async function requireImage(imagesFolder: string, vm: VmSpecification): Promise<HypervImage> {
  const path = join(imagesFolder, vm.image, recordName);
  const record = imageName.test(vm.image) ? await readJson(path, HypervImage) : null;
  if (record === null)
    throw new AppError('not-found', `This host has no Hyper-V image "${vm.image.slice(0, 80)}".`);
  if (vm.diskBytes >= record.virtualSizeBytes) return record;
  const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  throw new AppError(
    'invalid-input',
    `A disk made from ${vm.image} has at least ${gibibytes(record.virtualSizeBytes)}, not ${gibibytes(vm.diskBytes)}.`,
  );
}

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

const describeImage = (record: HypervImage): HostImage => ({
  name: record.name,
  driver: 'hyperv',
  title: record.title,
  os: record.os,
  sizeBytes: record.sizeBytes,
  sha256: record.sha256,
  hasCloudInit: record.hasCloudInit,
  notes: `Disks have at least ${record.virtualSizeBytes / 2 ** 30} GiB. Secure Boot: ${record.secureBoot}.`,
});
