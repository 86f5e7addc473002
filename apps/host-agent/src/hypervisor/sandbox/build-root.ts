import { chmod, cp, lchown, mkdir, opendir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storageError } from '../vms/storage-error.ts';
import { copiedPaths, rootFiles, rootFolders } from './root-files.ts';
import type { UidPlan } from './uid-plan.ts';

/** Makes a sandbox's own folders in `path`, which must be new, and gives them to the guest's root. */
export async function buildRoot(
  path: string,
  name: string,
  plan: UidPlan,
  signal: AbortSignal,
): Promise<void> {
  try {
    await mkdir(path, { mode: 0o755 });
    for (const folder of rootFolders) {
      await mkdir(join(path, folder.path));
      // mkdir's mode passes through the umask.
      await chmod(join(path, folder.path), folder.mode);
    }
    for (const copied of copiedPaths) {
      signal.throwIfAborted();
      await copyIfPresent(copied, path);
    }
    for (const { path: file, text, mode } of rootFiles(name)) {
      await writeFile(join(path, file), text);
      await chmod(join(path, file), mode);
    }
    if (plan.kind === 'direct') await giveTree(path, plan.uids[0]!.machineFirst);
  } catch (error) {
    throw storageError(error);
  }
}

async function copyIfPresent(relative: string, root: string): Promise<void> {
  try {
    await cp(join('/', relative), join(root, relative), { recursive: true, verbatimSymlinks: true });
  } catch (error) {
    // Absent, or not for our eyes: the guest then does without.
    if (!['ENOENT', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** chown of a whole tree without following links. Only for trees that no guest has touched yet. */
export async function giveTree(path: string, id: number): Promise<void> {
  await lchown(path, id, id);
  for await (const entry of await opendir(path)) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) await giveTree(child, id);
    else await lchown(child, id, id);
  }
}
