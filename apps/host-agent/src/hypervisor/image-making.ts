/**
 * An optional ability of a driver (`images` in its facts): images of its own kind, made from a disk of any known format,
 * and removed again. A driver without it has the images that it has.
 */
import type { DiskFormat, SecureBoot } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import type { ImageFolder } from '../images/image-folder.ts';
import type { BaseImageRecord } from '../images/image-record.ts';
import type { HypervisorDriver, Progress } from './driver.ts';

export type DiskConversion = {
  readonly from: string;
  /** As found by its content; the program that reads it is told, and looks for no other. */
  readonly format: DiskFormat;
  /** What a guest sees of it. */
  readonly virtualSizeBytes: number;
  /** Nothing is there yet. What fails may leave a part of it. */
  readonly to: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
};
/** What every driver is told of an image; it adds what it needs itself. */
export type NewImage = BaseImageRecord & { readonly secureBoot: SecureBoot };

export type CopyForImage = {
  readonly folder: string;
  readonly into: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
};
export type TakenCopy = {
  readonly virtualSizeBytes: number;
  /** What the image's record is to say beside what `recordOf` does. */
  readonly boots: Readonly<Record<string, unknown>>;
};

export interface ImageMaking {
  readonly folder: ImageFolder;
  /** Of its images' disks. */
  readonly diskFormat: DiskFormat;
  /** About how many bytes the conversion will write. @throws `precondition-failed`, naming what is to be installed. */
  measure(conversion: Omit<DiskConversion, 'to' | 'progress'>): Promise<number>;
  /** Errors: as `measure`; `insufficient-storage`. */
  convert(conversion: DiskConversion): Promise<void>;
  /**
   * The disk of an image, and what its guest is started by beside it, out of the copy of a VM (`Exporting.copyInto`) into the
   * folder where a job makes an image. Whatever was there under those names goes. Errors: `invalid-input`.
   */
  takeCopy(copy: CopyForImage): Promise<TakenCopy>;
  /** The record of an image whose disk is the one that was made. */
  recordOf(image: NewImage): BaseImageRecord;
  /** Names of VMs that would lose their disks with the image. */
  standingOn(image: string, signal: AbortSignal): Promise<readonly string[]>;
}

export interface HasImageMaking {
  readonly imageMaking: ImageMaking;
}

/** @throws `unsupported` for a driver without the ability. */
export function imageMakingOf(driver: HypervisorDriver | (HypervisorDriver & HasImageMaking)): ImageMaking {
  if ('imageMaking' in driver) return driver.imageMaking;
  throw new AppError('unsupported', `The ${driver.name} driver has no images of one’s own.`);
}
