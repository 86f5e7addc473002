/** GET heartbeat: how the guest is, at once and then every two seconds until the caller ends the stream. */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeWhole } from '@busbar/shared/http2/frame-stream';
import { beginResponse } from '@busbar/shared/http2/respond';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { GuestHeartbeat, heartbeatIntervalMs } from '@busbar/shared/protocol/channel';
import type { BootFacts } from '../platform/boot-facts.ts';
import { cpuUsageBetween } from '../platform/cpu-usage.ts';
import type { CpuTimes, GuestSystem } from '../platform/guest-system.ts';

export type HeartbeatDeps = {
  readonly system: GuestSystem;
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
      const now = await deps.system.readCpuTimes();
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
  return GuestHeartbeat.parse({
    ...(await deps.system.readHealth()),
    bootId: deps.boot.bootId,
    uptimeSeconds: deps.boot.uptimeSeconds(),
    cpuCount: availableParallelism(),
    cpuUsage,
    cloudInit: await deps.system.readCloudInit(),
    shells: deps.shellCount(),
  });
}
