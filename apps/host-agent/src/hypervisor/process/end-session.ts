import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { isSameProcessAlive, type ProcessIdentity, readProcessStat } from './process-identity.ts';

const pollMs = 5;
/** A process that does not die of SIGKILL in this time hangs in the kernel. */
const deadlineMs = 10_000;

/**
 * Kills a VM's leading process with its whole process group and waits until nothing of its session is left.
 * Does nothing when the recorded process is not the one that has the pid now.
 *
 * @throws AppError `deadline-exceeded`, naming what still lives.
 */
export async function endSession(leader: ProcessIdentity): Promise<void> {
  if (!(await isSameProcessAlive(leader))) return;
  const members = await sessionMembers(leader.pid);
  signalGroup(leader.pid);
  const endsAt = performance.now() + deadlineMs;
  for (;;) {
    const alive = await stillAlive(members);
    if (alive.length === 0) return;
    if (performance.now() > endsAt) {
      throw new AppError('deadline-exceeded', `Processes ${alive.join(', ')} did not end when killed.`);
    }
    await delay(pollMs);
  }
}

type Member = { readonly pid: number; readonly startTime: string };

/** Processes that this process can see whose session the leader began. */
async function sessionMembers(session: number): Promise<readonly Member[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = await Promise.all(pids.map(async (pid) => ({ pid, stat: await readProcessStat(pid) })));
  return stats.flatMap(({ pid, stat }) =>
    stat?.session === session ? [{ pid, startTime: stat.startTime }] : [],
  );
}

async function stillAlive(members: readonly Member[]): Promise<number[]> {
  const stats = await Promise.all(members.map(({ pid }) => readProcessStat(pid)));
  return members.filter((member, at) => stats[at]?.startTime === member.startTime).map(({ pid }) => pid);
}

/** Kills all processes of a group; none left is what was wanted. */
export function signalGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
