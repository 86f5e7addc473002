/** An image of this host as one zip, from which any Busbar host makes it again. */
import { createHash } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SecureBoot } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Progress } from '../../hypervisor/driver.ts';
import { freeBytesOf, requireFreeBytes } from '../../hypervisor/vms/free-bytes.ts';
import { syncFolder } from '../../storage/write-file-durably.ts';
import type { ImageFolder } from '../image-folder.ts';
import { writeZip } from '../zip/write-zip.ts';
import { GoldenManifest, manifestName } from './golden-image.ts';

export type PackGoldenImage = {
  readonly folder: ImageFolder;
  readonly image: string;
  /** The archive. Made beside itself under a hidden name, and there whole or not at all. */
  readonly to: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
};

/** Only of drivers that have it. */
const Signed = z.object({ secureBoot: SecureBoot.default('linux') });

/** @throws AppError `not-found`, `precondition-failed` for a damaged image, `unsupported` for one that boots by files beside its disk */
export function packGoldenImage({ folder, image, to, progress, signal }: PackGoldenImage): Promise<void> {
  const pack = async (record: Parameters<Parameters<ImageFolder['keep']>[1]>[0]): Promise<void> => {
    const [disk = '', ...beside] = await folder.filesOf(image);
    if (beside.length > 0) {
      const words = `${image} boots by ${beside.map((path) => basename(path)).join(' and ')} beside its disk, which a golden image has no place for. It can be replicated to other hosts instead.`;
      throw new AppError('unsupported', words);
    }
    const { size } = await stat(disk);
    await requireFreeBytes(dirname(to), size, freeBytesOf);
    const { title, os, hasCloudInit, sha256, imported } = record;
    const manifest: GoldenManifest = GoldenManifest.parse({
      ...{ format: 'busbar-golden-image', formatVersion: 1, disk: basename(disk), sha256 },
      ...{ title, os, hasCloudInit, defaultUser: imported?.defaultUser ?? null, ...Signed.parse(record) },
      ...(imported === undefined ? {} : { slug: imported.slug, version: imported.version }),
    });
    const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
    const sums = [
      `${createHash('sha256').update(text).digest('hex')}  ${manifestName}`,
      `${sha256}  ${basename(disk)}`,
    ];
    let done = 0;
    await writeWhole(to, (partial) =>
      writeZip(
        partial,
        [
          { name: manifestName, content: text },
          { name: 'SHA256SUMS', content: Buffer.from(`${sums.join('\n')}\n`) },
          { name: basename(disk), content: disk },
        ],
        {
          onBytes: (count) => {
            done += count;
            progress(Math.min(done, size), size);
          },
          signal,
        },
      ),
    );
  };
  return folder.keep(image, pack, signal);
}

async function writeWhole(to: string, write: (partial: string) => Promise<void>): Promise<void> {
  const partial = join(dirname(to), `.${basename(to)}.partial`);
  await rm(partial, { force: true });
  try {
    await write(partial);
    await rename(partial, to);
    await syncFolder(dirname(to));
  } finally {
    await rm(partial, { force: true });
  }
}
