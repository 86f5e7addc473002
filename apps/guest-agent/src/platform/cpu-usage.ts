import type { CpuTimes } from './guest-system.ts';

/** Share of all CPUs in use between two readings; null where nothing passed or a counter ran backwards. */
export function cpuUsageBetween(earlier: CpuTimes | null, later: CpuTimes | null): number | null {
  if (earlier === null || later === null) return null;
  const total = later.total - earlier.total;
  const busy = later.busy - earlier.busy;
  return total <= 0 || busy < 0 ? null : Math.min(1, busy / total);
}
