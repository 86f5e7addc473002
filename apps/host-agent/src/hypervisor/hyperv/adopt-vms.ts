import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { retryUntilDone } from '../../storage/retry.ts';
import type { Inventory, VmInventory } from './vm-inventory.ts';
import type { VmRecords } from './vm-records.ts';

/** Hyper-V's service needs some seconds after the machine has booted. */
const warmUpMs = 60_000;

/** Writes down again which VM is which, where that was lost. What runs, runs on: Hyper-V keeps it. */
export async function adoptVms(
  inventory: VmInventory,
  records: VmRecords,
  signal: AbortSignal,
): Promise<void> {
  const { vms, images } = await lookPatiently(inventory, signal);
  const known = new Map((await records.known()).map((vm) => [vm.vmId, vm.hypervId]));
  for (const [vmId, { Id }] of vms) {
    const image = images.get(vmId) ?? '';
    // Without an image it is half made, and the attempt that made it goes on or undoes it.
    if (known.get(vmId) !== null || image === '') continue;
    await records.write(vmId, { hypervId: Id, image });
  }
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
