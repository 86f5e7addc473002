import type { Vm } from '@busbar/db/rows';
import type { VmState, VmStateEvent } from '@busbar/shared/domain/vm-state';
import { nextVmState } from '@busbar/shared/domain/vm-state';
import type { GuestReport } from '@busbar/shared/protocol/guest-report';
import type { ObservedVm } from '@busbar/shared/protocol/link';
import type { SeenCloudInit } from '@busbar/shared/realtime/views';
import { networkLight, shownAddresses } from '../hosts/observed-lights.ts';

const mebibyte = 1024 * 1024;

/** What of a VM changes by its host's reports, as what to select. */
export const vmRecordFields = {
  id: true,
  name: true,
  hostId: true,
  state: true,
  channel: true,
  network: true,
  networkLostAt: true,
  addresses: true,
  addressSources: true,
  hypervisorName: true,
  guest: true,
  cloudInit: true,
  bootedAt: true,
  liveName: true,
  cpuCount: true,
  memoryMb: true,
  diskGb: true,
  deletedAt: true,
} as const satisfies Partial<Record<keyof Vm, true>>;
export type VmRecord = Pick<Vm, keyof typeof vmRecordFields>;

/** The VM after an event; the same object when the event means nothing in its state. */
export function moveVm(vm: VmRecord, event: VmStateEvent, at: Date): VmRecord {
  const state = nextVmState(vm.state as VmState, event);
  if (state === null || state === vm.state) return vm;
  const isGone = state === 'deleted' || state === 'missing';
  const lights = isGone ? { channel: 'unknown', network: 'unknown', networkLostAt: null } : {};
  const end = state === 'deleted' ? { liveName: null, deletedAt: at } : {};
  return { ...vm, state, ...lights, ...end };
}

/** The VM after its host has looked at it; the same object when nothing has changed. */
export function observeVm(vm: VmRecord, seen: ObservedVm, at: Date): VmRecord {
  const power = seen.power === 'paused' && seen.isSaved === true ? 'saved' : seen.power;
  const moved = moveVm(vm, `observed-${power}`, at);
  if (moved.state === 'deleted') return vm;
  const next: VmRecord = {
    ...moved,
    ...sizeOf(moved, seen),
    // Somebody may have renamed it there. Here it keeps its name, by which people and jobs know it.
    hypervisorName: seen.name === moved.name ? null : seen.name,
    ...lightsOf(moved, seen, at),
    ...(seen.heartbeat === null ? {} : factsOf(moved, seen.heartbeat, at)),
    ...(seen.heartbeat !== null || seen.report === undefined ? {} : reportedOf(moved, seen.report)),
    ...(seen.hello === null ? {} : { guest: JSON.stringify(seen.hello) }),
  };
  return isEqual(vm, next) ? vm : next;
}

/** Somebody may have changed it at the hypervisor. Of a VM that it cannot read a host says 0. */
function sizeOf(vm: VmRecord, seen: ObservedVm): Pick<VmRecord, 'cpuCount' | 'memoryMb'> {
  const memoryMb = Math.round(seen.memoryBytes / mebibyte);
  return {
    cpuCount: isCount(seen.cpuCount) ? seen.cpuCount : vm.cpuCount,
    memoryMb: isCount(memoryMb) ? memoryMb : vm.memoryMb,
  };
}

/** A host may say any number; a column holds 32 bits. */
const isCount = (value: number): boolean => value > 0 && value < 2 ** 31;

function lightsOf(
  vm: VmRecord,
  seen: ObservedVm,
  at: Date,
): Pick<VmRecord, 'channel' | 'network' | 'networkLostAt'> {
  const network = networkLight(seen.channel, seen.heartbeat);
  // A channel that is down hides the network; the outage that it hides has not begun anew when it returns.
  const networkLostAt =
    network === 'down' ? (vm.networkLostAt ?? at) : network === 'unknown' ? vm.networkLostAt : null;
  return { channel: seen.channel, network, networkLostAt };
}

type Heartbeat = NonNullable<ObservedVm['heartbeat']>;

function factsOf(vm: VmRecord, heartbeat: Heartbeat, at: Date): Partial<VmRecord> {
  const bootedAtMs = at.getTime() - heartbeat.uptimeSeconds * 1000;
  // The same boot computed twice differs by the way of the report; only a real boot moves it.
  const isSameBoot = vm.bootedAt !== null && Math.abs(vm.bootedAt.getTime() - bootedAtMs) < 30_000;
  return {
    addresses: JSON.stringify(shownAddresses(heartbeat)),
    addressSources: '{}',
    cloudInit: JSON.stringify(heartbeat.cloudInit),
    bootedAt: isSameBoot ? vm.bootedAt : new Date(Math.max(0, bootedAtMs)),
  };
}

/**
 * What its host knows of a guest whose agent does not answer. Addresses change, so the newest hold; what the agent has
 * said of cloud-init holds, since nobody else sees as much.
 */
function reportedOf(vm: VmRecord, { addresses, cloudInit }: GuestReport): Partial<VmRecord> {
  const known: SeenCloudInit | null = JSON.parse(vm.cloudInit);
  const isAgents = known !== null && known.source === undefined;
  return {
    ...(addresses.length === 0
      ? {}
      : {
          addresses: JSON.stringify(addresses.map(({ address }) => address)),
          addressSources: JSON.stringify(
            Object.fromEntries(addresses.map(({ address, source }) => [address, source])),
          ),
        }),
    ...(cloudInit === null || isAgents
      ? {}
      : { cloudInit: JSON.stringify({ ...cloudInit, source: 'kvp' } satisfies SeenCloudInit) }),
  };
}

function isEqual(one: VmRecord, other: VmRecord): boolean {
  return (Object.keys(one) as (keyof VmRecord)[]).every((key) => {
    const [a, b] = [one[key], other[key]];
    return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
  });
}
