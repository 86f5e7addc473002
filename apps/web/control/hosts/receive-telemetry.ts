import { readJsonLines } from '@busbar/shared/http2/json-lines';
import { requireOk } from '@busbar/shared/http2/require-ok';
import { linkPaths, VmTelemetry } from '@busbar/shared/protocol/link';
import type { TelemetryView } from '@busbar/shared/realtime/views';
import type { HostLink } from './host-link.ts';

export type TelemetryDeps = {
  readonly nowMs: () => number;
  /** Whether the VM belongs to the host; a host may not speak for another's VMs. */
  readonly ownsVm: (hostId: string, vmId: string) => Promise<boolean>;
  readonly emit: (telemetry: TelemetryView) => void;
};

/** One VM is heard at most so often, whatever its host sends. */
const leastIntervalMs = 500;
/**
 * How long an answer about whose a VM is holds: one that is not the host's may have been moved to it. That one has left, its
 * host says by itself, so that the others are asked about seldom.
 */
const foreignMs = 10_000;
const ownMs = 10 * 60_000;
/** Lines that a host may send in a second for each VM that is heard, and for all. */
const knownLimit = 20_000;

/** Volatile figures for whoever is looking; nothing is stored. Returns or throws when the stream ends. */
export async function receiveTelemetry(deps: TelemetryDeps, link: HostLink): Promise<void> {
  const call = link.open({ method: 'GET', path: linkPaths.telemetry });
  await requireOk(call);
  const known = new Map<string, { isOurs: boolean; askedAtMs: number; heardAtMs: number }>();
  for await (const { vmId, heartbeat, channelRttMs } of readJsonLines(call.stream, VmTelemetry)) {
    const atMs = deps.nowMs();
    const before = known.get(vmId);
    const isFresh = before !== undefined && atMs - before.askedAtMs < (before.isOurs ? ownMs : foreignMs);
    const vm = isFresh
      ? before
      : { isOurs: await deps.ownsVm(link.hostId, vmId), askedAtMs: atMs, heardAtMs: before?.heardAtMs ?? 0 };
    if (before !== undefined || known.size < knownLimit) known.set(vmId, vm);
    if (!vm.isOurs || atMs - vm.heardAtMs < leastIntervalMs) continue;
    vm.heardAtMs = atMs;
    deps.emit({ vmId, at: atMs, channelRttMs, heartbeat });
  }
  await call.ended;
}
