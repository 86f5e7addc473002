import { rm, symlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { readGoldenImage } from '../../../images/golden/golden-image.ts';
import type { DiskFolder } from '../../../images/sources/disk-folder.ts';
import { defineCommand } from '../../command.ts';
import { goldenWishes, importGoldenImage, slugOf } from '../../gmi/import-golden-image.ts';

/** Answers when the image is there; the archive stays as it is. */
export const importGmi = defineCommand({
  name: 'import',
  summary:
    'Makes an image of a golden image (a zip with one disk). Takes archive; also slug, version, title, os, defaultUser, hasCloudInit, secureBoot where it does not say them.',
  parameters: z.object({ archive: z.string().min(1), ...goldenWishes }),
  run: async ({ archive, ...wishes }, context) => {
    const { diskFiles } = context.services;
    const { name, letGo } = await atHand(diskFiles, archive);
    try {
      const { manifest } = await readGoldenImage(await diskFiles.find(name));
      const { slug, version, title, os, defaultUser, hasCloudInit, secureBoot } = manifest ?? {};
      const own = { slug, version, title, os, defaultUser, hasCloudInit, secureBoot };
      const said = Object.fromEntries(
        Object.entries({ ...own, ...known(wishes) }).filter(([, value]) => value !== undefined),
      );
      const source = { kind: 'file', name } as const;
      const { image } = await importGoldenImage(context, { source, said, slug: wishes.slug ?? slugOf(name) });
      return { archive, status: 'imported', gmiName: image };
    } finally {
      // A job that goes on without its client still reads it.
      if (!context.signal.aborted) await letGo();
    }
  },
});

const known = (wishes: object): object =>
  Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined));

type AtHand = { readonly name: string; readonly letGo: () => Promise<void> };

/** Jobs read disks from one folder only: what lies elsewhere is there by a link for as long as it is read. */
async function atHand(diskFiles: DiskFolder, archive: string): Promise<AtHand> {
  const path = archive.startsWith('file:') ? fileURLToPath(archive) : archive;
  const name = basename(path);
  await diskFiles.make();
  const isThere = path === name || (isAbsolute(path) && dirname(resolve(path)) === resolve(diskFiles.path));
  if (isThere) return { name, letGo: async () => undefined };
  if (!isAbsolute(path))
    throw new AppError('invalid-input', `${archive} is neither a path nor a file’s name.`);
  const link = join(diskFiles.path, name);
  await symlink(path, link).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
    throw new AppError(
      'already-exists',
      `${diskFiles.path} has another file named ${name}; import that one by its name, or rename it.`,
      {
        cause,
      },
    );
  });
  return { name, letGo: () => rm(link, { force: true }) };
}
