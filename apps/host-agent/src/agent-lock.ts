import { constants, type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import {
  identifyProcess,
  isSameProcessAlive,
  ProcessIdentity,
} from './hypervisor/process/process-identity.ts';
import { writeFileDurably } from './storage/write-file-durably.ts';

/**
 * Two agents on one state folder would number the same events twice. Taken over from a process that died;
 * pid and start time tell it from another with the same pid. Returns what gives it back.
 *
 * @throws `conflict` when an agent runs.
 */
export function lockState(path: string): Promise<() => Promise<void>> {
  return process.platform === 'win32' ? lockByOpening(path) : lockByProcess(path);
}

/** libuv's UV_FS_O_EXLOCK: opened for nobody else. Node has no name for it. */
const openExclusively = 0x10000000;

/** Windows itself holds the lock, and lets go of it when the process ends, however it ends. */
async function lockByOpening(path: string): Promise<() => Promise<void>> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDWR | constants.O_CREAT | openExclusively);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EBUSY') throw cause;
    throw new AppError('conflict', 'Another host agent already uses this state folder.', { cause });
  }
  return () => file.close();
}

async function lockByProcess(path: string): Promise<() => Promise<void>> {
  const holder = await readHolder(path);
  if (holder !== null && holder.pid !== process.pid && (await isSameProcessAlive(holder))) {
    throw new AppError('conflict', `A host agent (process ${holder.pid}) already uses this state folder.`);
  }
  const own = await identifyProcess(process.pid);
  await writeFileDurably(path, JSON.stringify(own));
  return () => rm(path, { force: true });
}

async function readHolder(path: string): Promise<ProcessIdentity | null> {
  try {
    return ProcessIdentity.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Absent, or of an agent that died while it wrote: nobody holds it.
    return null;
  }
}
