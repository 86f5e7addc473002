/**
 * The images of one driver on this host, each in a folder of its own:
 *
 *     <folder>/<name>/            the disk, what was read of it (`<disk>.sum.json`), the record
 *     <folder>/.<jobId>.partial/  what a job is making one from
 *
 * The record is written last and taken away first, so that what has a record is whole. Folders are shared: one image may
 * be there for several drivers, each with a disk and a record of its own. It knows no hypervisor and no job.
 */
import { access, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Id } from '@busbar/shared/domain/ids';
import { ImageName } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import type { DriverName, HostImage } from '@busbar/shared/protocol/host-facts';
import type { z } from 'zod';
import type { Progress, VmSpecification } from '../hypervisor/driver.ts';
import { KeyedMutex } from '../hypervisor/vms/keyed-mutex.ts';
import { readJson, writeJson } from '../hypervisor/vms/write-json.ts';
import { removeFile } from '../storage/remove-file.ts';
import { replaceFile } from '../storage/replace-file.ts';
import { storageError } from '../storage/storage-error.ts';
import { syncFolder } from '../storage/write-file-durably.ts';
import { describeImage } from './describe-image.ts';
import { type DiskOfImage, DiskSums, sumRecordOf } from './disk-sums.ts';
import type { BaseImageRecord } from './image-record.ts';

export type ImageFolderOptions<Image extends BaseImageRecord> = {
  readonly driver: DriverName;
  readonly folder: string;
  readonly diskName: string;
  readonly recordName: string;
  readonly schema: z.ZodType<Image>;
  /** Files that an image may have beside its disk. Default: none. */
  readonly otherNames?: readonly string[];
  /** What is worth saying of it. */
  notesOf(image: Image): string;
};

const patience = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 } as const;

export class ImageFolder<Image extends BaseImageRecord = BaseImageRecord> {
  readonly #options: ImageFolderOptions<Image>;
  readonly #sums = new DiskSums();
  /** An image does not go while a VM is being made from it. */
  readonly #turns = new KeyedMutex();

  constructor(options: ImageFolderOptions<Image>) {
    this.#options = options;
  }

  get path(): string {
    return this.#options.folder;
  }

  async list(): Promise<readonly HostImage[]> {
    const names = (await namesIn(this.path)).filter((name) => ImageName.safeParse(name).success);
    const images = (await Promise.all(names.map((name) => this.find(name)))).filter((each) => each !== null);
    return Promise.all(
      images.map(async (image) =>
        describeImage(image, {
          driver: this.#options.driver,
          notes: this.#options.notesOf(image),
          check: await this.#sums.look(this.#diskOf(image)),
        }),
      ),
    );
  }

  /** Null also for a name that can be none. @throws AppError `internal` for a record that is damaged */
  async find(name: string): Promise<Image | null> {
    if (!ImageName.safeParse(name).success) return null;
    const { schema, recordName } = this.#options;
    return readJson(join(this.path, name, recordName), schema);
  }

  pathOf(name: string, file: string = this.#options.diskName): string {
    return join(this.path, ImageName.parse(name), file);
  }

  /**
   * What a VM is to be made from, whose disk is what it was; it stays until `work` has ended.
   *
   * @throws AppError `not-found`, `invalid-input` when the VM's disk would be smaller than it, `precondition-failed`
   *   when it is damaged
   */
  use<T>(vm: VmSpecification, work: (image: Image) => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.keep(
      vm.image,
      (image) => {
        refuseSmallDisk(vm, image);
        return work(image);
      },
      signal,
    );
  }

  /** One whose disk is what it was; it stays until `work` has ended. @throws AppError `not-found`, `precondition-failed` */
  keep<T>(name: string, work: (image: Image) => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#turns.run(name, async () => {
      const image = await this.#require(name);
      await this.#sums.requireIntact(this.#diskOf(image), () => undefined, signal);
      return work(image);
    });
  }

  /** What a record of another host says. @throws AppError `bad-peer` */
  read(record: unknown): Image {
    const parsed = this.#options.schema.safeParse(record);
    if (parsed.success) return parsed.data;
    throw new AppError('bad-peer', 'What the other host says of its image is not understood.', {
      cause: parsed.error,
    });
  }

  /** What an image may consist of: its disk first. */
  get fileNames(): readonly string[] {
    return [this.#options.diskName, ...(this.#options.otherNames ?? [])];
  }

  /** Paths of what an image consists of: its disk, then what a driver has beside it. */
  async filesOf(name: string): Promise<readonly string[]> {
    const { diskName, otherNames = [] } = this.#options;
    const there = await namesIn(join(this.path, ImageName.parse(name)));
    return [diskName, ...otherNames.filter((file) => there.includes(file))].map((file) =>
      this.pathOf(name, file),
    );
  }

  /** Reads the whole disk. @throws AppError as `use` */
  async verify(name: string, progress: Progress, signal: AbortSignal): Promise<void> {
    await this.#sums.verify(this.#diskOf(await this.#require(name)), progress, signal);
  }

  /** @throws AppError `already-exists` for a name that an image has, or files that nobody knows. */
  async requireFree(name: string): Promise<void> {
    const isThere = await access(this.pathOf(name)).then(
      () => true,
      () => false,
    );
    if (isThere || (await this.find(name)) !== null) throw taken(name);
  }

  /** A folder for what a job makes; what an earlier attempt has left is still in it. */
  async begin(jobId: string): Promise<string> {
    const path = this.partialOf(jobId);
    await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw storageError(error);
    });
    return path;
  }

  partialOf(jobId: string): string {
    if (!Id.safeParse(jobId).success) throw new AppError('invalid-input', 'That is no id of a job.');
    return join(this.path, `.${jobId}.partial`);
  }

  /** Where a job makes the disk. */
  newDiskOf(jobId: string): string {
    return join(this.partialOf(jobId), this.#options.diskName);
  }

  /** SHA-256 of what was made, which is remembered. */
  sumNewDisk(jobId: string, progress: Progress, signal: AbortSignal): Promise<string> {
    return this.#sums.sum(this.newDiskOf(jobId), progress, signal);
  }

  /** From now on it is there. Idempotent. @throws AppError `already-exists` when another one has the name */
  putInPlace(jobId: string, image: Image): Promise<void> {
    return this.#turns.run(image.name, async () => {
      const { diskName, recordName, schema, otherNames = [] } = this.#options;
      const there = await this.find(image.name);
      if (there !== null && makerOf(there) !== jobId) throw taken(image.name);
      if (there !== null) return;
      const folder = join(this.path, image.name);
      await mkdir(folder, { recursive: true, mode: 0o755 });
      for (const name of [diskName, sumRecordOf(diskName), ...otherNames]) {
        await moveIfThere(join(this.partialOf(jobId), name), join(folder, name));
      }
      await syncFolder(folder);
      await writeJson(join(folder, recordName), schema.parse(image));
      for (const path of [folder, this.path]) await syncFolder(path);
    });
  }

  /** Everything that a job has left outside its image. Idempotent. */
  async clean(jobId: string): Promise<void> {
    await rm(this.partialOf(jobId), patience);
  }

  /** What a job has put in its place, unless that is another one's. Idempotent. */
  async takeBack(jobId: string, name: string): Promise<void> {
    await this.#turns.run(name, async () => {
      const there = await this.find(name);
      if (there === null || makerOf(there) === jobId) await this.#removeFiles(name, there === null);
    });
  }

  /**
   * For good. Idempotent for one whose removal was cut short.
   *
   * @param refuse throws when something stands on it; nothing begins to meanwhile
   */
  remove(name: string, refuse: () => Promise<void>): Promise<void> {
    return this.#turns.run(ImageName.parse(name), async () => {
      await refuse();
      await this.#removeFiles(name, false);
    });
  }

  /** @param isOnlyHalf nothing is removed but what has no record: somebody else's files stay */
  async #removeFiles(name: string, isOnlyHalf: boolean): Promise<void> {
    const { diskName, recordName, otherNames = [] } = this.#options;
    const folder = join(this.path, ImageName.parse(name));
    if (!isOnlyHalf) await removeFile(join(folder, recordName));
    await this.#sums.forget(join(folder, diskName));
    for (const file of isOnlyHalf ? [diskName] : [diskName, ...otherNames])
      await removeFile(join(folder, file));
    await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
      // With an image for another driver in it, or somebody's notes.
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) throw error;
    });
  }

  async #require(name: string): Promise<Image> {
    const image = await this.find(name);
    if (image !== null) return image;
    const { driver } = this.#options;
    throw new AppError('not-found', `This host has no ${driver} image "${name.slice(0, 80)}".`);
  }

  #diskOf({ name, sha256 }: Image): DiskOfImage {
    return { name, sha256, path: this.pathOf(name) };
  }
}

/** What no job is at work with any more. */
export async function removePartialImages(
  folder: string,
  isAtWork: (jobId: string) => boolean,
): Promise<void> {
  for (const name of await namesIn(folder)) {
    const jobId = /^\.(.+)\.partial$/.exec(name)?.[1] ?? '';
    if (Id.safeParse(jobId).success && !isAtWork(jobId)) await rm(join(folder, name), patience);
  }
}

/** The job that has put it in its place; none for one that was built here. */
const makerOf = ({ replicated, imported }: BaseImageRecord): string | undefined =>
  (replicated ?? imported)?.jobId;

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function moveIfThere(from: string, to: string): Promise<void> {
  try {
    await replaceFile(from, to, { move: rename });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

const taken = (name: string): AppError =>
  new AppError('already-exists', `This host already has an image ${name}.`, {
    userMessage: `This host already has an image “${name}” for this driver. Give another version; nothing was changed.`,
  });

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function refuseSmallDisk({ image, diskBytes }: VmSpecification, { virtualSizeBytes }: BaseImageRecord): void {
  if (diskBytes >= virtualSizeBytes) return;
  throw new AppError(
    'invalid-input',
    `A disk made from ${image} has at least ${gibibytes(virtualSizeBytes)}, not ${gibibytes(diskBytes)}.`,
  );
}
