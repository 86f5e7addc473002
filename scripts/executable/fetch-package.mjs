/** A package for another platform, which `npm install` passes over: fetched by npm from wherever it fetches packages. */
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isFile } from './build-cache.mjs';
import { runStep } from './single-executable.mjs';

const limitMs = 10 * 60_000;

/** The folder with the package's files. `wanted` is a name with an exact version; npm checks what it fetched. */
export async function fetchPackage(wanted, cacheFolder) {
  const folder = join(cacheFolder, wanted.replaceAll('/', '+'));
  if (await isFile(join(folder, 'package.json'))) return folder;
  await mkdir(cacheFolder, { recursive: true });
  const work = await mkdtemp(join(cacheFolder, 'work-'));
  try {
    await runStep('npm', ['pack', wanted, '--pack-destination', work, '--loglevel=error'], {
      timeout: limitMs,
    });
    const [archive] = await readdir(work);
    await runStep('tar', ['-xzf', join(work, archive), '-C', work]);
    await rename(join(work, 'package'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}
