/** Takes a VM away: from Hyper-V first, its folder after, the proof of whose it is at the very end. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toAppError } from '@busbar/shared/errors/app-error';
import type { DeletedVm } from '../driver.ts';
import { patience } from '../vms/patience.ts';
import { OwnerRecord } from '../vms/vm-record.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { readJson } from '../vms/write-json.ts';
import { call, vmOf } from './call.ts';
import type { HypervHost } from './hyperv-host.ts';
import { powerOffCall } from './power.ts';
import type { VmSummary } from './results.ts';
import type { VmFolders } from './vm-folders.ts';
import type { VmInventory } from './vm-inventory.ts';
import type { VmRecords } from './vm-records.ts';

/** Disks and configuration stay; returns what it was called. One that went meanwhile is nothing to remove. */
export async function removeVm(
  host: HypervHost,
  vm: VmSummary,
  isGone: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    const powerOff = powerOffCall(vm);
    if (powerOff !== null) await host.work(powerOff, { signal });
    await host.work(call('Remove-VM', { VM: vmOf(vm.Id), Force: true }), { signal });
    return [`Hyper-V VM ${vm.Name} (${vm.Id})`];
  } catch (error) {
    if (toAppError(error).code === 'not-found' && (await isGone())) return [];
    throw error;
  }
}

/** The VM's folder in this place with all that is in it; nothing when it is not ours. */
export async function removeFolder(store: VmStore, vmId: string): Promise<readonly string[]> {
  const folder = store.pathOf(vmId);
  const owner = await readJson(join(folder, 'owner.json'), OwnerRecord);
  if (owner?.vmId !== vmId || owner.driver !== 'hyperv') return [];
  for (const name of await readdir(folder)) {
    if (name !== 'owner.json') await rm(join(folder, name), { recursive: true, ...patience });
  }
  await rm(folder, { recursive: true, ...patience });
  return [folder];
}

export type DeleteVmDeps = {
  readonly host: HypervHost;
  readonly inventory: Pick<VmInventory, 'look'>;
  readonly folders: Pick<VmFolders, 'places'>;
  readonly records: Pick<VmRecords, 'forget'>;
};

/** All that Hyper-V and the host's places have of it. Of one that is not there nothing is done. */
export async function deleteVm(
  { host, inventory, folders, records }: DeleteVmDeps,
  vmId: string,
  signal: AbortSignal,
): Promise<DeletedVm> {
  const { vms, surplus } = await inventory.look(signal);
  const removed: string[] = [];
  for (const vm of [vms.get(vmId) ?? [], surplus.get(vmId) ?? []].flat()) {
    const isGone = async (): Promise<boolean> =>
      !(await inventory.look(signal)).all.some(({ Id }) => Id === vm.Id);
    removed.push(...(await removeVm(host, vm, isGone, signal)));
  }
  // The records are in its own, which goes last.
  for (const store of [...folders.places.values()].toReversed())
    removed.push(...(await removeFolder(store, vmId)));
  records.forget(vmId);
  return { removed };
}
