/** Where a VM goes. Pure: works on what hosts have last reported. */
import { abilitiesNeeded, type HardwareAbility, type HardwareInput } from '@busbar/shared/domain/hardware';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmProvisionInput } from '@busbar/shared/jobs/vm-provision';
import type { HostView } from '@busbar/shared/realtime/views';

type Wanted = Pick<VmProvisionInput, 'driver' | 'memoryMb'> &
  Omit<HardwareInput, 'memoryMb' | 'count'> & {
    /** Null: it is made from something else. */
    readonly image: string | null;
  };
const hardwareWords: Readonly<Record<HardwareAbility, string>> = {
  'dynamic-memory': 'dynamic memory',
  adapters: 'network adapters of its own',
  tpm: 'a TPM',
};
const mebibyte = 1024 * 1024;

/** Why a host cannot take this VM, in words; null when it can. An offline host can: its jobs wait. */
export function refusalOfHost(host: HostView, wanted: Wanted): string | null {
  if (host.state === 'removed') return `${host.name} was removed.`;
  if (host.isDraining) return `${host.name} is draining: it takes no new VMs.`;
  const driver = host.drivers.find(({ name }) => name === wanted.driver);
  if (driver === undefined) return `${host.name} has no driver ${wanted.driver}.`;
  if (!driver.isReady)
    return `The driver ${wanted.driver} of ${host.name} is not ready. ${driver.remedy ?? ''}`.trim();
  const lacking = abilitiesNeeded(wanted).find((ability) => !driver.abilities.includes(ability));
  if (lacking !== undefined)
    return `The driver ${wanted.driver} of ${host.name} cannot give a VM ${hardwareWords[lacking]}.`;
  const hasImage =
    wanted.image === null ||
    host.images.some(({ name, driver: of }) => name === wanted.image && of === wanted.driver);
  if (!hasImage) return `${host.name} has no image ${wanted.image} for ${wanted.driver}.`;
  if (host.capacity !== null && wanted.memoryMb * mebibyte > host.capacity.memoryBytes) {
    const total = Math.floor(host.capacity.memoryBytes / mebibyte);
    return `${host.name} has ${total} MiB of memory in all; the VM wants ${wanted.memoryMb} MiB.`;
  }
  return null;
}

/** Bytes that are free now and not promised to a VM. */
function freeMemory({ capacity, allocated }: HostView): number {
  if (capacity === null) return 0;
  return Math.min(capacity.memoryFreeBytes, capacity.memoryBytes - allocated.memoryMb * mebibyte);
}

/**
 * The online host with most free memory. `promisedMb` is what this same request has put on hosts already.
 *
 * @throws AppError `precondition-failed` with each host's reason
 */
export function chooseHost(
  hosts: readonly HostView[],
  wanted: Wanted,
  promisedMb: ReadonlyMap<string, number>,
): HostView {
  const reasons: string[] = [];
  const able = hosts.filter((host) => {
    const reason = host.state === 'online' ? refusalOfHost(host, wanted) : `${host.name} is ${host.state}.`;
    if (reason !== null) reasons.push(reason);
    return reason === null;
  });
  const room = (host: HostView): number => freeMemory(host) - (promisedMb.get(host.id) ?? 0) * mebibyte;
  const best = able.reduce<HostView | null>(
    (chosen, host) => (chosen === null || room(host) > room(chosen) ? host : chosen),
    null,
  );
  if (best !== null) return best;
  const why =
    reasons.length === 0 ? 'No host is enrolled. Add one under Hosts.' : reasons.slice(0, 10).join(' ');
  throw new AppError('precondition-failed', `No host can take this VM. ${why}`, { details: { reasons } });
}
