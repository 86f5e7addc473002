/** Can the agent keep what it must keep, and has it what it gives to guests? */
import { access, constants, mkdir, readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { identityPathOf } from '../commands/enrol.ts';
import type { AgentEnvironment } from '../environment.ts';
import { readIdentity } from '../link/identity-file.ts';
import { type Finding, missing, ok, unknown } from './finding.ts';

/** Below this not even one VM of a usual image fits beside its seed and the journal. */
export const enoughBytes = 10 * 1024 ** 3;
const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;

export async function* checkFolders(environment: AgentEnvironment): AsyncGenerator<Finding> {
  yield await checkState(environment);
  yield await checkSpace(environment.stateFolder);
  yield await checkGuestExecutable(environment.guestExecutable);
  if (environment.windowsGuestFolder !== null) yield await checkWindowsGuest(environment.windowsGuestFolder);
  yield await checkImages(environment.imagesFolder);
  yield await checkIdentity(environment);
}

async function checkState({ stateFolder }: AgentEnvironment): Promise<Finding> {
  try {
    await mkdir(stateFolder, { recursive: true, mode: 0o700 });
    await access(stateFolder, constants.R_OK | constants.W_OK);
    return ok('state', `${stateFolder} can be written.`);
  } catch (error) {
    const remedy = 'Run this as the agent runs (root, or an elevated prompt), or set BUSBAR_HOST_STATE.';
    return missing('state', `${stateFolder} cannot be used: ${(error as Error).message}`, remedy);
  }
}

async function checkSpace(stateFolder: string): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(stateFolder);
    const free = bavail * bsize;
    if (free >= enoughBytes) return ok('space', `${gib(free)} are free.`);
    const remedy = `Free some space, or set BUSBAR_HOST_STATE to a larger disk: ${gib(enoughBytes)} are a beginning.`;
    return missing('space', `Only ${gib(free)} are free where VMs are kept.`, remedy);
  } catch (error) {
    return unknown('space', `The free space is unknown: ${(error as Error).message}`);
  }
}

async function checkGuestExecutable(path: string): Promise<Finding> {
  const size = await stat(path).then(
    (facts) => facts.size,
    () => 0,
  );
  if (size > 0) return ok('guest agent', `${path} is there.`);
  const remedy =
    'Install the release anew, or set BUSBAR_GUEST_EXECUTABLE. Without it no VM can be provisioned.';
  return missing('guest agent', `${path} is not there.`, remedy);
}

async function checkWindowsGuest(folder: string): Promise<Finding> {
  const name = 'guest agent, Windows';
  const isThere = await stat(join(folder, 'busbar-guest.exe')).then(
    (facts) => facts.isFile(),
    () => false,
  );
  if (isThere) return ok(name, `${folder} is there.`);
  return missing(
    name,
    `There is none in ${folder}.`,
    'Install the release anew, or mend BUSBAR_WINDOWS_GUEST.',
  );
}

export async function checkImages(folder: string): Promise<Finding> {
  try {
    const names = await readdir(folder);
    if (names.length > 0) return ok('images', `${folder} has ${names.length} entries.`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      const remedy = 'Run this as the agent runs (root, or an elevated prompt), or set BUSBAR_IMAGES.';
      return unknown('images', `${folder} cannot be read: ${(error as Error).message}`, remedy);
    }
  }
  const remedy = 'Put a folder there for each image; see docs/operations.md.';
  return unknown('images', `There is no image in ${folder}.`, remedy);
}

async function checkIdentity(environment: AgentEnvironment): Promise<Finding> {
  try {
    const identity = await readIdentity(identityPathOf(environment));
    if (identity !== null)
      return ok('enrolment', `This is host ${identity.hostId} of ${identity.controlUrl}.`);
    const remedy = 'Run the enrolment line of the page Hosts → Add a host.';
    return missing('enrolment', 'This machine is not enrolled.', remedy);
  } catch (error) {
    return missing('enrolment', (error as Error).message, 'Remove the file and enrol this machine again.');
  }
}
