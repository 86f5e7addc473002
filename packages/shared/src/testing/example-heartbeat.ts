import type { GuestHeartbeat } from '../protocol/channel.ts';

/** A guest's first heartbeat, of a machine with nothing on it: no load, no disk, no network, cloud-init done. */
export const exampleHeartbeat = (changes: Partial<GuestHeartbeat> = {}): GuestHeartbeat => ({
  bootId: 'b',
  uptimeSeconds: 1,
  load: [0, 0, 0],
  cpuCount: 1,
  cpuUsage: null,
  memory: { totalBytes: 1, availableBytes: 1 },
  disks: [],
  interfaces: [],
  hasDefaultRoute: null,
  cloudInit: { state: 'done', stages: [], errors: [], instanceId: null, datasource: null, simulated: false },
  shells: 0,
  ...changes,
});
