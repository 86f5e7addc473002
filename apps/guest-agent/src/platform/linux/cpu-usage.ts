import { join } from 'node:path';
import { readTextIfPresent } from './read-text.ts';

export type CpuTimes = { readonly busy: number; readonly total: number };

/** The first line of proc_stat(5): user nice system idle iowait irq softirq steal; guest times are in user. */
export function parseCpuTimes(stat: string): CpuTimes | null {
  const match = /^cpu\s+([\d ]+)$/m.exec(stat);
  if (match === null) return null;
  const times = (match[1] ?? '').trim().split(/\s+/).slice(0, 8).map(Number);
  const total = times.reduce((sum, time) => sum + time, 0);
  return { busy: total - (times[3] ?? 0) - (times[4] ?? 0), total };
}

/** Share of all CPUs in use between two readings; null where nothing passed or a counter ran backwards. */
export function cpuUsageBetween(earlier: CpuTimes | null, later: CpuTimes | null): number | null {
  if (earlier === null || later === null) return null;
  const total = later.total - earlier.total;
  const busy = later.busy - earlier.busy;
  return total <= 0 || busy < 0 ? null : Math.min(1, busy / total);
}

export async function readCpuTimes(root: string): Promise<CpuTimes | null> {
  const stat = await readTextIfPresent(join(root, 'proc/stat'));
  return stat === null ? null : parseCpuTimes(stat);
}
