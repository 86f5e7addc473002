/** Whether a VM of one host can go to another, by what both have last told. What only hypervisors know, they say later. Pure. */
import type { DriverFacts, HostCapacity } from '../protocol/host-facts.ts';

export type MoveHost = {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly isDraining: boolean;
  readonly drivers: readonly DriverFacts[];
  readonly capacity: HostCapacity | null;
};
export type MovedVm = {
  readonly driver: string;
  readonly state: string;
  readonly memoryMb: number;
  /** Of all its disks; null where nobody has asked. */
  readonly bytes: number | null;
};

/** In words, with what to do; null when it can. */
export function moveRefusal(vm: MovedVm, from: MoveHost, to: MoveHost): string | null {
  if (from.id === to.id) return `The VM is on ${to.name} already.`;
  if (to.state === 'enrolled') return `${to.name} has not been online yet.`;
  if (to.state !== 'online') return `${to.name} is ${to.state}.`;
  if (to.isDraining) return `${to.name} is draining: it takes no VMs.`;
  if (vm.state === 'paused') return 'The VM is paused. It is moved while it runs or is off.';
  return endRefusal(vm.driver, from) ?? endRefusal(vm.driver, to) ?? roomRefusal(vm, to);
}

/** What each end must allow. */
function endRefusal(driver: string, { name, drivers }: MoveHost): string | null {
  const facts = drivers.find((each) => each.name === driver);
  const moves = facts?.machine?.moves;
  if (facts?.abilities.includes('host-moving') !== true || moves === undefined)
    return `${name} has no ${driver} driver that exchanges VMs with other hosts.`;
  if (!moves.isEnabled)
    return `Live migration is not enabled on ${name}: run Enable-VMMigration there, as an administrator.`;
  // It wants a person who has signed in there; the agent is a service.
  if (moves.authentication === 'CredSSP')
    return `Live migration of ${name} authenticates by CredSSP, which services cannot: run Set-VMHost -VirtualMachineMigrationAuthenticationType Kerberos there.`;
  return null;
}

function roomRefusal({ state, memoryMb, bytes }: MovedVm, { name, capacity }: MoveHost): string | null {
  if (capacity === null) return null;
  const freeMb = Math.floor(capacity.memoryFreeBytes / 2 ** 20);
  if (state === 'running' && memoryMb > freeMb)
    return `${name} has ${freeMb} MiB of memory free; the VM has ${memoryMb} MiB.`;
  if (bytes !== null && bytes > capacity.diskFreeBytes)
    return `${name} has ${gibibytes(capacity.diskFreeBytes)} of disk free; the VM needs ${gibibytes(bytes)}.`;
  return null;
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
