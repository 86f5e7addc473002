/**
 * How this process is told to stop. Alone: SIGTERM or SIGINT (on Windows Ctrl+C or Ctrl+Break), and VMs go on running. Under `npm start` it is
 * a child with an IPC channel: `{ type: 'stop', mode }` decides, a terminal's Ctrl+C is the parent's to
 * answer, and a parent that died leaves VMs to the next start.
 */
import { z } from 'zod';
import type { StopMode } from './stop-vms.ts';

const StopMessage = z.object({
  type: z.literal('stop'),
  mode: z.enum(['shutdown-vms', 'power-off-vms', 'leave-vms']),
});

export type StopRequests = { readonly stopRequested: Promise<StopMode>; readonly powerOffNow: AbortSignal };

export function listenForStop(): StopRequests {
  const { promise, resolve } = Promise.withResolvers<StopMode>();
  const powerOff = new AbortController();
  const isChild = process.send !== undefined;
  process.on('SIGTERM', () => resolve('leave-vms'));
  process.on('SIGBREAK', () => resolve('leave-vms'));
  process.on('SIGINT', () => {
    if (!isChild) resolve('leave-vms');
  });
  process.on('message', (message) => {
    const parsed = StopMessage.safeParse(message);
    if (!parsed.success) return;
    if (parsed.data.mode === 'power-off-vms') powerOff.abort();
    resolve(parsed.data.mode);
  });
  process.once('disconnect', () => resolve('leave-vms'));
  return { stopRequested: promise, powerOffNow: powerOff.signal };
}

/** Tells the parent, where there is one that still listens. */
export function tellParent(message: { readonly type: string; readonly [key: string]: unknown }): void {
  if (process.send !== undefined && process.connected) process.send(message);
}
