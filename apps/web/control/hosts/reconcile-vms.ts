import type { Inventory } from '@busbar/shared/protocol/link';
import type { Change } from '../../services/change.ts';
import type { ControlDeps } from '../deps.ts';
import { changesOfFound, foundVms } from '../jobs/found-vms.ts';
import { vmsOnTheMove } from '../jobs/moves.ts';
import { storeVm } from '../jobs/store-job.ts';
import { moveVm, observeVm, vmRecordFields } from '../jobs/vm-record.ts';

/**
 * Makes the stored VMs of a host agree with what it has: what changed behind our back appears as it is,
 * what is gone becomes missing (or deleted, where a delete was under way). A VM that is still being
 * provisioned, or moved to another host, is left to its job, which knows; one that was lost on its way here is found.
 */
export async function reconcileVms(
  deps: Pick<ControlDeps, 'db' | 'nowMs' | 'publish'>,
  hostId: string,
  inventory: Inventory,
): Promise<void> {
  const seen = new Map(inventory.vms.flatMap((vm) => (vm.vmId === null ? [] : [[vm.vmId, vm] as const])));
  const now = new Date(deps.nowMs());
  const changes = await deps.db.write(async (transaction) => {
    const vms = await transaction.vm.findMany({
      where: { hostId, state: { not: 'deleted' } },
      select: vmRecordFields,
    });
    const leaving = await vmsOnTheMove(transaction, hostId);
    const changed: Change[] = [];
    for (const found of await foundVms(transaction, hostId, seen)) {
      const observed = seen.get(found.vm.id);
      await storeVm(transaction, observed === undefined ? found.vm : observeVm(found.vm, observed, now));
      changed.push(...changesOfFound(found));
    }
    for (const vm of vms) {
      const observed = seen.get(vm.id);
      if (observed === undefined && leaving.has(vm.id)) continue;
      const next = observed === undefined ? moveVm(vm, 'gone', now) : observeVm(vm, observed, now);
      if (next === vm) continue;
      await storeVm(transaction, next);
      changed.push({ entity: 'vm', id: vm.id });
    }
    return changed;
  });
  deps.publish(changes);
}
