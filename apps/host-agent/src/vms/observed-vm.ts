import type { GuestReport } from '@busbar/shared/protocol/guest-report';
import type { DriverName } from '@busbar/shared/protocol/host-facts';
import type { ObservedVm } from '@busbar/shared/protocol/link';
import type { GuestState } from '../guests/guest-registry.ts';
import type { DriverVm } from '../hypervisor/driver.ts';

export type SeenVm = {
  readonly driver: DriverName;
  readonly vm: DriverVm;
  readonly guest: GuestState;
  /** What its host knows of the guest without its agent. */
  readonly report: GuestReport | null;
};

/** One VM as hypervisor and guest together show it. An agent that answers is believed before anybody else. Pure. */
export function observedVm({ driver, vm, guest, report }: SeenVm): ObservedVm {
  const { vmId, name, power, cpuCount, memoryBytes } = vm;
  const isUp = guest.channel === 'up';
  return {
    vmId,
    name,
    driver,
    power: power === 'saved' ? 'paused' : power,
    channel: guest.channel,
    cpuCount,
    memoryBytes,
    hello: isUp ? guest.hello : null,
    heartbeat: isUp ? guest.heartbeat : null,
    ...(isUp || power !== 'running' || report === null ? {} : { report }),
    ...(power === 'saved' ? { isSaved: true } : {}),
  };
}

/**
 * What must differ for an observation to be worth a durable event; load and free memory are telemetry.
 */
export function essenceOf(vm: ObservedVm): string {
  const { heartbeat, hello } = vm;
  return JSON.stringify([
    vm.name,
    vm.power,
    vm.isSaved,
    vm.channel,
    vm.cpuCount,
    vm.memoryBytes,
    hello?.bootId,
    hello?.hostname,
    hello?.agentVersion,
    heartbeat?.cloudInit.state,
    heartbeat?.hasDefaultRoute,
    heartbeat?.interfaces.map(({ name, isUp, addresses }) => [name, isUp, addresses]),
    vm.report,
  ]);
}
