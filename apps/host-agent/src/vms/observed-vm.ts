import type { DriverName, ObservedVm } from '@busbar/shared/protocol/link';
import type { GuestState } from '../guests/guest-registry.ts';
import type { DriverVm } from '../hypervisor/driver.ts';

/** One VM as hypervisor and guest together show it. Pure. */
export function observedVm(driver: DriverName, vm: DriverVm, guest: GuestState): ObservedVm {
  const { vmId, name, power, cpuCount, memoryBytes } = vm;
  const isUp = guest.channel === 'up';
  return {
    vmId,
    name,
    driver,
    power,
    channel: guest.channel,
    cpuCount,
    memoryBytes,
    hello: isUp ? guest.hello : null,
    heartbeat: isUp ? guest.heartbeat : null,
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
    vm.channel,
    vm.cpuCount,
    vm.memoryBytes,
    hello?.bootId,
    hello?.hostname,
    hello?.agentVersion,
    heartbeat?.cloudInit.state,
    heartbeat?.hasDefaultRoute,
    heartbeat?.interfaces.map(({ name, isUp, addresses }) => [name, isUp, addresses]),
  ]);
}
