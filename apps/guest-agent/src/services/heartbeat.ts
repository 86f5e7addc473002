/** GET heartbeat: how the guest is, at once and then every two seconds until the caller ends the stream. */
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { beginResponse } from '@busbar/shared/http2/respond';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { GuestHeartbeat, heartbeatIntervalMs } from '@busbar/shared/protocol/channel';
import type { BootFacts } from '../platform/linux/boot-facts.ts';
import { readCloudInitStatus } from '../platform/linux/cloud-init-status.ts';
import { type CpuTimes, cpuUsageBetween, readCpuTimes } from '../platform/linux/cpu-usage.ts';
import { readDisks } from '../platform/linux/disks.ts';
import { hasDefaultRoute, readInterfaces } from '../platform/linux/interfaces.ts';
import { readMemory } from '../platform/linux/memory.ts';
import { readDefaultRouteInterfaces } from '../platform/linux/routes.ts';
import { writeWhole } from './framed-stream.ts';

export type HeartbeatDeps = {
  readonly root: string;
  readonly boot: BootFacts;
  /** Shell sessions that are running. */
  readonly shellCount: () => number;
};

export const heartbeatHandler =
  (deps: HeartbeatDeps): RouteHandler =>
  async ({ stream, signal }) => {
    beginResponse(stream, { 'content-type': 'application/x-ndjson' });
    let earlier: CpuTimes | null = null;
    while (!signal.aborted) {
      const now = await readCpuTimes(deps.root);
      const heartbeat = await measure(deps, cpuUsageBetween(earlier, now));
      earlier = now;
      // A caller that does not read gets no pile of stale news: the next is measured when this one is taken.
      await writeWhole(stream, Buffer.from(`${JSON.stringify(heartbeat)}\n`));
      await sleep(heartbeatIntervalMs, undefined, { signal }).catch(ignoreAbort);
    }
  };

/** The loop's condition sees the abort itself. */
function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}

async function measure(deps: HeartbeatDeps, cpuUsage: number | null): Promise<GuestHeartbeat> {
  const interfaces = await readInterfaces(deps.root);
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  return GuestHeartbeat.parse({
    bootId: deps.boot.bootId,
    uptimeSeconds: deps.boot.uptimeSeconds(),
    load: [one, five, fifteen],
    cpuCount: availableParallelism(),
    cpuUsage,
    memory: await readMemory(deps.root),
    disks: await readDisks(deps.root),
    interfaces,
    hasDefaultRoute: hasDefaultRoute(interfaces, await readDefaultRouteInterfaces(deps.root)),
    cloudInit: await readCloudInitStatus(deps.root),
    shells: deps.shellCount(),
  });
}
