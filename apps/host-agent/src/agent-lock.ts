import { readFile, rm } from 'node:fs/promises';
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
export async function lockState(path: string): Promise<() => Promise<void>> {
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
