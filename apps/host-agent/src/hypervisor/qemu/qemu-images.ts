/** Images for QEMU: qcow2, started by a kernel beside it (of our own recipe) or by what is on the disk (of everybody else). */
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { detectDisk } from '../../images/formats/detect-disk.ts';
import { withDiskBytes } from '../../images/formats/disk-bytes.ts';
import { ImageFolder } from '../../images/image-folder.ts';
import { QemuImage } from '../../images/image-record.ts';
import { convertDisk, findQemuImg, measureDisk } from '../../images/qemu-img.ts';
import type { ImageMaking } from '../image-making.ts';
import { kernelNames } from './disk-record.ts';
import { checkCopiedVm } from './qemu-importing.ts';

export const qemuImageFolder = (folder: string): ImageFolder<QemuImage> =>
  new ImageFolder({
    driver: 'qemu',
    folder,
    diskName: 'disk.qcow2',
    recordName: 'image.json',
    schema: QemuImage,
    otherNames: ['kernel', 'initrd'],
    notesOf: ({ kernelArguments }) =>
      kernelArguments === null
        ? 'The firmware (BIOS) starts what is on the disk.'
        : 'QEMU starts its kernel.',
  });

export const qemuImageMaking = (folder: ImageFolder<QemuImage>): ImageMaking => ({
  folder,
  diskFormat: 'qcow2',
  measure: async ({ from, format, virtualSizeBytes, signal }) =>
    measureDisk(await requireQemuImg(), { path: from, format, virtualSizeBytes }, signal),
  convert: async ({ from, to, ...conversion }) =>
    convertDisk(await requireQemuImg(), { ...conversion, path: from, output: ['-O', 'qcow2', to] }),
  takeCopy: async ({ folder: copy, into, progress, signal }) => {
    const { record } = await checkCopiedVm(copy, signal);
    const path = join(copy, 'disk.qcow2');
    const disk = await withDiskBytes(path, detectDisk);
    const to = join(into, 'disk.qcow2');
    for (const name of kernelNames) {
      await rm(join(into, name), { force: true });
      if (record.kernelArguments !== null) await copyFile(join(copy, name), join(into, name));
    }
    await rm(to, { force: true });
    const output = ['-O', 'qcow2', to];
    await convertDisk(await requireQemuImg(), { path, ...disk, output, progress, signal });
    const { kernelArguments } = record;
    return { virtualSizeBytes: disk.virtualSizeBytes, boots: { kernelArguments } };
  },
  recordOf: ({ secureBoot: _secureBoot, ...image }): QemuImage => ({
    ...image,
    recipeHash: '',
    kernelArguments: null,
  }),
  // Each VM has a name of its own for its base.
  standingOn: async () => [],
});

async function requireQemuImg(): Promise<string> {
  const program = await findQemuImg();
  if (program !== null) return program;
  throw new AppError('precondition-failed', 'Install qemu-img: sudo apt-get install qemu-utils');
}
