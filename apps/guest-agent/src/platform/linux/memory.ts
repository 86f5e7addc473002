import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import type { GuestHeartbeat } from '@busbar/shared/protocol/channel';
import { readTextIfPresent } from '../read-text.ts';

/** MemTotal and MemAvailable of proc_meminfo(5), which counts in KiB. */
export function parseMemory(meminfo: string): GuestHeartbeat['memory'] | null {
  const kib = (name: string): number | null => {
    const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(meminfo);
    return match === null ? null : Number(match[1]);
  };
  const total = kib('MemTotal');
  const available = kib('MemAvailable') ?? kib('MemFree');
  if (total === null || available === null) return null;
  return { totalBytes: total * 1024, availableBytes: available * 1024 };
}

export async function readMemory(root: string): Promise<GuestHeartbeat['memory']> {
  const meminfo = await readTextIfPresent(join(root, 'proc/meminfo'));
  return (
    (meminfo === null ? null : parseMemory(meminfo)) ?? { totalBytes: totalmem(), availableBytes: freemem() }
  );
}
