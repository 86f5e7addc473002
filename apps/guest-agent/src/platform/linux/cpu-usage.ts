import { join } from 'node:path';
import type { CpuTimes } from '../guest-system.ts';
import { readTextIfPresent } from '../read-text.ts';

/** The first line of proc_stat(5): user nice system idle iowait irq softirq steal; guest times are in user. */
export function parseCpuTimes(stat: string): CpuTimes | null {
  const match = /^cpu\s+([\d ]+)$/m.exec(stat);
  if (match === null) return null;
  const times = (match[1] ?? '').trim().split(/\s+/).slice(0, 8).map(Number);
  const total = times.reduce((sum, time) => sum + time, 0);
  return { busy: total - (times[3] ?? 0) - (times[4] ?? 0), total };
}

export async function readCpuTimes(root: string): Promise<CpuTimes | null> {
  const stat = await readTextIfPresent(join(root, 'proc/stat'));
  return stat === null ? null : parseCpuTimes(stat);
}
