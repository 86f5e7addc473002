/** The disc that brings the control plane into its VM: everything in the folder that `scripts/build-control-plane.mjs` makes. */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { planIso } from '@busbar/seed/iso/plan-iso';
import { writeIsoFile } from '@busbar/seed/iso/write-iso-file';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';

/** What the guest finds it by. */
export const payloadLabel = 'BUSBARCONTROL';

const Bundle = z.object({
  version: z.string().min(1).max(64),
  /** Of everything that went in. */
  build: z.string().regex(/^[0-9a-f]{16}$/),
  arch: z.string(),
});
export type Bundle = z.infer<typeof Bundle>;

/** @throws AppError `precondition-failed` that says where one comes from */
export async function readBundle(folder: string): Promise<Bundle> {
  try {
    return Bundle.parse(JSON.parse(await readFile(join(folder, 'bundle.json'), 'utf8')));
  } catch (cause) {
    throw new AppError('precondition-failed', `There is no control plane in ${folder}.`, {
      cause,
      userMessage: `There is no control plane to install in ${folder}. The release for Windows has one beside its installer; on Linux make it by “node scripts/build-control-plane.mjs” and name its folder with --bundle.`,
    });
  }
}

/** Writes the disc into `folder`, unless it is there. Resolves to its path. */
export async function writePayloadDisc(
  bundleFolder: string,
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const { build } = await readBundle(bundleFolder);
  const name = `control-plane-${build}.iso`;
  const path = join(folder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const known = await readdir(folder);
  if (known.includes(name)) return path;
  for (const old of known) await rm(join(folder, old), { force: true });
  const names = (await readdir(bundleFolder)).toSorted();
  const entries = await Promise.all(
    names.map(async (file) => {
      const source = join(bundleFolder, file);
      const { size: sizeBytes } = await stat(source);
      return { path: file, content: { sizeBytes, source }, mode: 0o555 };
    }),
  );
  const volumeTimestamp = (await stat(join(bundleFolder, 'bundle.json'))).mtime;
  await writeIsoFile(path, planIso(entries, { label: payloadLabel, volumeTimestamp }), {
    signal,
    durable: false,
  });
  return path;
}

/** It can be made again at any time, and is as large as what it brought. */
export const removePayloadDiscs = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true });
