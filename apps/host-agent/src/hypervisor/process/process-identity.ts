/**
 * Which process is it? A pid alone proves nothing: pids are reused, and start again after a reboot. A process
 * is the same only if its pid, its start time (clock ticks since boot) and the machine's boot id agree.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

export const ProcessIdentity = z.object({
  pid: z.number().int().positive(),
  /** Field 22 of /proc/<pid>/stat, kept as text: it is only ever compared. */
  startTime: z.string().regex(/^\d+$/),
  /** /proc/sys/kernel/random/boot_id of the machine. */
  machineBootId: z.string().max(64),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

export type ProcessStat = { readonly state: string; readonly session: number; readonly startTime: string };

/** Reads what follows the program's name, which may itself hold blanks and parentheses (proc(5)). */
export function parseProcessStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', session: Number(fields[3]), startTime: fields[19] ?? '' };
}

/** `null` when no such process lives; a zombie is dead. */
export async function readProcessStat(pid: number): Promise<ProcessStat | null> {
  try {
    const stat = parseProcessStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
    return stat.state === 'Z' || stat.state === 'X' ? null : stat;
  } catch (error) {
    // ESRCH: it died between open and read.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

export const readMachineBootId = async (): Promise<string> =>
  (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();

/** `null` when it is already dead. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | null> {
  const stat = await readProcessStat(pid);
  if (stat === null) return null;
  return { pid, startTime: stat.startTime, machineBootId: await readMachineBootId() };
}

export async function isSameProcessAlive(identity: ProcessIdentity): Promise<boolean> {
  const stat = await readProcessStat(identity.pid);
  return stat?.startTime === identity.startTime && identity.machineBootId === (await readMachineBootId());
}
