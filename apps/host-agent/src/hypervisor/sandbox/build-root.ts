import { access, chmod, constants, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storageError } from '../../storage/storage-error.ts';
import { runProgram } from '../process/run-program.ts';
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
    await copyMachineFiles(path, signal);
    for (const { path: file, text, mode } of rootFiles(name)) {
      await writeFile(join(path, file), text);
      await chmod(join(path, file), mode);
    }
    await giveToGuest(path, plan, signal);
  } catch (error) {
    throw storageError(error);
  }
}

/** The folder alone, for what another sandbox had in its own. */
export async function makeEmptyRoot(path: string, plan: UidPlan, signal: AbortSignal): Promise<void> {
  await mkdir(path, { mode: 0o755 });
  await giveToGuest(path, plan, signal);
}

/** Not one of its files is a guest's work yet; links are given, not followed. */
async function giveToGuest(path: string, plan: UidPlan, signal: AbortSignal): Promise<void> {
  if (plan.kind !== 'direct') return;
  const owner = `${plan.uids[0]!.machineFirst}:${plan.gids[0]!.machineFirst}`;
  await runProgram('chown', ['-hR', owner, path], { signal });
}

/** One `cp` for all: 30 ms instead of the 300 ms that a file at a time took. */
async function copyMachineFiles(root: string, signal: AbortSignal): Promise<void> {
  const readable = await Promise.all(copiedPaths.map((path) => isReadable(join('/', path))));
  const present = copiedPaths.filter((_, at) => readable[at]);
  const args = ['-R', '--no-dereference', '--preserve=mode,links', '--parents', '--', ...present, root];
  await runProgram('cp', args, { cwd: '/', signal });
}

/** What is absent, or not for our eyes, the guest does without. */
const isReadable = (path: string): Promise<boolean> =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
