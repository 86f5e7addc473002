/**
 * A golden image: a zip with one disk in it, and `gmi.json` where Busbar has packed it. vmgenie's are zips of what Hyper-V
 * exports, in which there is a disk too; its configuration is passed over.
 */
import { open } from 'node:fs/promises';
import { ImageDescription } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { readEntry, unzipEntry } from '../zip/unzip-entry.ts';
import { damaged, readZipDirectory, type ZipEntry } from '../zip/zip-directory.ts';

export const manifestName = 'gmi.json';
const manifestLimitBytes = 2 ** 20;

/** What a golden image says of itself. Who packed it may have written anything. */
export const GoldenManifest = ImageDescription.partial({ slug: true, version: true }).extend({
  format: z.literal('busbar-golden-image'),
  formatVersion: z.literal(1),
  /** Of the disk in the archive. */
  disk: z.string().min(1).max(255),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type GoldenManifest = z.infer<typeof GoldenManifest>;

export type GoldenImage = {
  readonly disk: ZipEntry;
  /** Null for an archive of others. */
  readonly manifest: GoldenManifest | null;
};

const diskName = /\.(vhdx|vhd|qcow2|vmdk|img|raw)$/i;
const differencingName = /\.avhdx?$/i;

/** @throws AppError `invalid-input` for what is no archive with one disk, `too-large` */
export async function readGoldenImage(path: string): Promise<GoldenImage> {
  await using file = await open(path, 'r');
  const entries = await readZipDirectory(file);
  const written = entries.find(({ name }) => name === manifestName);
  const manifest =
    written === undefined ? null : parseManifest(await readEntry(file, written, manifestLimitBytes));
  return { disk: diskOf(entries, manifest), manifest };
}

/** Exactly the disk, however large the archive says that it is: the caller has looked for room. */
export async function unpackDisk(
  path: string,
  disk: ZipEntry,
  unzip: Parameters<typeof unzipEntry>[2],
): Promise<void> {
  await using file = await open(path, 'r');
  await unzipEntry(file, disk, unzip);
}

function parseManifest(bytes: Buffer): GoldenManifest {
  try {
    return GoldenManifest.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw new AppError(
      'invalid-input',
      `The ${manifestName} of the golden image is damaged, or of a later Busbar.`,
      {
        cause,
      },
    );
  }
}

function diskOf(entries: readonly ZipEntry[], manifest: GoldenManifest | null): ZipEntry {
  const layered = entries.find(({ name }) => differencingName.test(name));
  if (layered !== undefined)
    throw damaged(
      `“${layered.name}” is a differencing disk: remove the VM’s checkpoints, then export it anew`,
    );
  const disks = entries.filter(({ name }) =>
    manifest === null ? diskName.test(name) : name === manifest.disk,
  );
  const [disk, ...others] = disks;
  if (disk !== undefined && others.length === 0) return disk;
  throw damaged(`it has ${disks.length} disks, and a golden image has one`);
}
