import type { SecureBoot } from '@busbar/shared/domain/image';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { retryUntilDone } from '../../storage/retry.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { call, vmOf } from './call.ts';
import type { HypervDisks } from './hyperv-disks.ts';
import type { HypervHost } from './hyperv-host.ts';
import { FirmwareResult, parseResult, type VmSummary } from './results.ts';
import { secureBootOf } from './secure-boot.ts';
import type { Inventory, VmInventory } from './vm-inventory.ts';
import type { VmRecords } from './vm-records.ts';

export type AdoptDeps = {
  readonly host: HypervHost;
  readonly inventory: VmInventory;
  readonly records: VmRecords;
  readonly store: VmStore;
  readonly disks: Pick<HypervDisks, 'find' | 'keep'>;
};

/** Hyper-V's service needs some seconds after the machine has booted. */
const warmUpMs = 60_000;

/** Writes down again which VM is which, where that was lost. What runs, runs on: Hyper-V keeps it. */
export async function adoptVms(deps: AdoptDeps, signal: AbortSignal): Promise<void> {
  await adoptFound(deps, await lookPatiently(deps.inventory, signal), signal);
}

/** Those that are ours by their marks alone; one that came from another host gets all that its agent here writes of a VM. */
export async function adoptFound(deps: AdoptDeps, found: Inventory, signal: AbortSignal): Promise<void> {
  for (const vmId of found.unrecorded) {
    const vm = found.vms.get(vmId);
    if (vm === undefined) continue;
    const image = found.images.get(vmId) ?? '';
    await deps.store.own(vmId);
    if (vm.HardDrives.length > 0 && (await deps.disks.find(vmId)) === null)
      await deps.disks.keep(vmId, { image, secureBoot: await askSecureBoot(deps.host, vm, signal) });
    await deps.records.write(vmId, { hypervId: vm.Id, image });
  }
}

async function askSecureBoot(host: HypervHost, vm: VmSummary, signal: AbortSignal): Promise<SecureBoot> {
  const asked = call('Get-VMFirmware', { VM: vmOf(vm.Id) }, 'VMFirmware');
  return secureBootOf(parseResult(FirmwareResult, await host.query(asked, signal)));
}

async function lookPatiently(inventory: VmInventory, signal: AbortSignal): Promise<Inventory> {
  const late = AbortSignal.timeout(warmUpMs);
  let failure: unknown;
  const found = await retryUntilDone(() => inventory.look(signal), {
    pauseMs: 500,
    longestMs: 5_000,
    signal: AbortSignal.any([signal, late]),
    onFailure: (error) => {
      failure = error;
    },
  });
  if (found !== null) return found;
  signal.throwIfAborted();
  throw new AppError('unavailable', `Hyper-V does not answer: ${toAppError(failure).message}`, {
    cause: failure,
  });
}
