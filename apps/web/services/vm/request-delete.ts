import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { announceJob, insertJob } from '../job/insert-job.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { findLiveVm, makeWay } from './refuse-busy-vm.ts';
import type { JobReference } from './request-power.ts';

export const RequestDeleteInput = z.object({
  vmId: Id,
  /** The VM's name as the person typed it. */
  confirmName: z.string().max(200),
});

/** Queues the deletion of a VM with all its files. @throws AppError `precondition-failed`, `conflict`, `not-found` */
export async function requestDelete(
  deps: ServiceDeps,
  actor: Actor,
  { vmId, confirmName }: z.infer<typeof RequestDeleteInput>,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> {
  await authorize(deps, actor, 'vm.delete', { type: 'vm', id: vmId });
  const { jobId, pushedAside } = await deps.db.write(async (transaction) => {
    const vm = await findLiveVm(transaction, vmId);
    if (confirmName !== vm.name) {
      throw new AppError('precondition-failed', 'The name that was typed is not the name of this VM.', {
        userMessage: `Type ${vm.name} to delete it. Nothing was deleted.`,
      });
    }
    const aside = await makeWay(deps, transaction, actor, vmId, true);
    const id = await insertJob(deps, transaction, actor, {
      kind: 'vm.delete',
      hostId: vm.hostId,
      vm,
      document: { vmId },
      retryOfId,
    });
    await recordAudit(transaction, deps, actor, {
      action: 'vm.delete',
      target: { type: 'vm', id: vmId, name: vm.name },
      details: { jobId: id },
    });
    return { jobId: id, pushedAside: aside };
  });
  await Promise.all([...pushedAside, jobId].map((id) => announceJob(deps, id, vmId)));
  return { jobId };
}
