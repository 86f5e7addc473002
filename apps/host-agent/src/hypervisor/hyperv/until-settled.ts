import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmInventory } from './vm-inventory.ts';

const pollMs = 500;
/** Of VMOperationalStatus: work that Hyper-V does by itself once it has begun. */
const works = {
  ExportingVirtualMachine: 'exporting the VM',
  MigratingVirtualMachine: 'moving the VM',
  StorageMigrationPhaseOne: 'moving the files of the VM',
  StorageMigrationPhaseTwo: 'moving the files of the VM',
  CreatingSnapshot: 'making a checkpoint of the VM',
  ApplyingSnapshot: 'applying a checkpoint to the VM',
  DeletingSnapshot: 'removing a checkpoint of the VM',
} as const;

/**
 * Hyper-V itself goes on with work whose PowerShell is gone. What is asked of the VM meanwhile would be refused, or get
 * in between. Returns at once for a VM that is not there.
 *
 * @throws `unavailable` when the signal aborts before Hyper-V is done
 */
export async function untilSettled(
  inventory: Pick<VmInventory, 'changed' | 'find'>,
  vmId: string,
  signal: AbortSignal,
): Promise<void> {
  let work = 'being asked what it does with the VM';
  try {
    for (;;) {
      inventory.changed();
      const status = (await inventory.find(vmId, signal))?.PrimaryOperationalStatus ?? '';
      if (!(status in works)) return;
      work = works[status as keyof typeof works];
      await delay(pollMs, undefined, { signal });
    }
  } catch (cause) {
    // Also while it was being asked.
    if (!signal.aborted) throw cause;
    throw new AppError('unavailable', `Hyper-V is still ${work}.`, { cause });
  }
}
