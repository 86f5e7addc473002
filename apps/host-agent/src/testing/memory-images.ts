import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import type {
  CopyForImage,
  DiskConversion,
  ImageMaking,
  NewImage,
  TakenCopy,
} from '../hypervisor/image-making.ts';
import { ImageFolder } from '../images/image-folder.ts';
import { BaseImageRecord } from '../images/image-record.ts';

export type MemoryImagesDeps = {
  readonly folder: string;
  /** Names of VMs made from an image. */
  readonly namesOn: (image: string) => Promise<readonly string[]>;
  readonly hasFullDisk: () => boolean;
  readonly checkpoint: (name: string) => void;
};

/** Where a process may be killed. */
export const halfConverted = 'convert:half';

export const memoryImageFolder = (folder: string): ImageFolder =>
  new ImageFolder({
    driver: 'sandbox',
    folder: join(folder, 'images'),
    diskName: 'disk.img',
    recordName: 'image.json',
    schema: BaseImageRecord,
    otherNames: ['kernel'],
    notesOf: () => '',
  });

/** Of the driver for tests: an image's disk is its source as it is. */
export class MemoryImages implements ImageMaking {
  readonly diskFormat = 'raw';
  /** Set by tests of a cancel: a conversion never ends. */
  hangs = false;
  readonly folder: ImageFolder;
  readonly #deps: MemoryImagesDeps;

  constructor(deps: MemoryImagesDeps) {
    this.#deps = deps;
    this.folder = memoryImageFolder(deps.folder);
  }

  async measure({ virtualSizeBytes }: Pick<DiskConversion, 'virtualSizeBytes'>): Promise<number> {
    return virtualSizeBytes;
  }

  async convert({ from, to, progress, signal, virtualSizeBytes }: DiskConversion): Promise<void> {
    progress(virtualSizeBytes / 2, virtualSizeBytes);
    await copyFile(from, to);
    this.#deps.checkpoint(halfConverted);
    if (this.#deps.hasFullDisk())
      throw new AppError('insufficient-storage', 'There is no room for the image.');
    if (this.hangs) await delay(2 ** 31 - 1, undefined, { signal });
    progress(virtualSizeBytes, virtualSizeBytes);
  }

  async takeCopy({ folder, into, progress }: CopyForImage): Promise<TakenCopy> {
    const to = join(into, 'disk.img');
    await rm(to, { force: true });
    await copyFile(join(folder, 'disk'), to);
    this.#deps.checkpoint(halfConverted);
    if (this.#deps.hasFullDisk())
      throw new AppError('insufficient-storage', 'There is no room for the image.');
    progress(1, 1);
    return { virtualSizeBytes: 2 ** 20, boots: {} };
  }

  recordOf({ secureBoot: _secureBoot, ...image }: NewImage): BaseImageRecord {
    return image;
  }

  standingOn(image: string): Promise<readonly string[]> {
    return this.#deps.namesOn(image);
  }
}
