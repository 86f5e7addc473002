/** Builds in folders named by a hash of what went in: a fresh one is found, not made again. */
import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Builds kept beside the newest, for a checkout that goes back and forth. */
const keptBuilds = 2;

/** Of files and of everything that has a name and a version. */
export async function hashOf({ base, files, versions }) {
  const hash = createHash('sha256');
  for (const path of files)
    hash
      .update(path.slice(base.length))
      .update('\0')
      .update(await readFile(path))
      .update('\0');
  for (const [name, version] of versions) hash.update(`${name}@${version}\0`);
  return hash.digest('hex').slice(0, 16);
}

export async function sourcesUnder(folder, isSource = (name) => name.endsWith('.ts')) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && isSource(entry.name) && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** Two builds at once make the same; the second keeps the first's. */
export async function publish(work, folder) {
  await chmod(work, 0o755);
  try {
    await rename(work, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
  }
}

export async function forgetOldBuilds(cacheFolder, current) {
  const builds = [];
  for (const name of await readdir(cacheFolder)) {
    if (name === current || !/^[0-9a-f]{16}$/.test(name)) continue;
    builds.push({ name, at: (await stat(join(cacheFolder, name))).mtimeMs });
  }
  builds.sort((a, b) => b.at - a.at);
  for (const { name } of builds.slice(keptBuilds))
    await rm(join(cacheFolder, name), { recursive: true, force: true });
}

export async function isFile(path) {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}
