import { Id } from '@busbar/shared/domain/ids';
import type { VmView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { readVmView } from '../views/vm.ts';
import { findLiveVm } from './refuse-busy-vm.ts';

export const SetTagsInput = z.object({ vmId: Id, tags: z.array(z.string().trim().min(1).max(40)).max(16) });

/** Replaces a VM's tags; repeated ones count once. */
export async function setTags(
  deps: ServiceDeps,
  actor: Actor,
  { vmId, tags }: z.infer<typeof SetTagsInput>,
): Promise<VmView> {
  await authorize(deps, actor, 'vm.provision', { type: 'vm', id: vmId });
  const unique = [...new Set(tags)];
  const view = await deps.db.write(async (transaction) => {
    const vm = await findLiveVm(transaction, vmId);
    await transaction.vm.update({
      where: { id: vmId },
      data: { tags: JSON.stringify(unique), version: { increment: 1 } },
      select: { id: true },
    });
    await recordAudit(transaction, deps, actor, {
      action: 'vm.set-tags',
      target: { type: 'vm', id: vmId, name: vm.name },
      details: { tags: unique },
    });
    return readVmView(transaction, vmId);
  });
  if (view === null) throw notFound('VM', vmId);
  await deps.publish({ entity: 'vm', id: vmId });
  return view;
}
