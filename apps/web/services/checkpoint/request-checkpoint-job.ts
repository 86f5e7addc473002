import type { Vm } from '@busbar/db/rows';
import type { VmState } from '@busbar/shared/domain/vm-state';
import { AppError } from '@busbar/shared/errors/app-error';
import { type JobKind, jobCatalog } from '@busbar/shared/jobs/catalog';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { announceJob, insertJob } from '../job/insert-job.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { findLiveVm, makeWay } from '../vm/refuse-busy-vm.ts';
import { refuseWithoutAbility } from '../vm/refuse-without-ability.ts';
import type { JobReference } from '../vm/request-power.ts';

export type CheckpointJobKind = Extract<JobKind, `checkpoint.${string}`>;
export const isCheckpointJobKind = (kind: string): kind is CheckpointJobKind =>
  Object.hasOwn(jobCatalog, kind) && kind.startsWith('checkpoint.');

/** One of them, with the input of its kind. */
export type CheckpointJob = {
  readonly [Kind in CheckpointJobKind]: {
    readonly kind: Kind;
    readonly input: z.output<(typeof jobCatalog)[Kind]['input']>;
  };
}[CheckpointJobKind];

/** States in which a VM is not there, or is its job's alone. */
const withoutCheckpoints: readonly VmState[] = ['requested', 'provisioning', 'missing', 'deleting'];

/**
 * Queues a job with the checkpoints of a VM. Which there are only its host knows: the job fails before it changes
 * anything when the checkpoint is gone or the name is taken.
 *
 * @throws AppError `unsupported` where the VM's driver has no checkpoints, `precondition-failed`, `conflict`, `not-found`
 */
export async function requestCheckpointJob(
  deps: ServiceDeps,
  actor: Actor,
  { kind, input }: CheckpointJob,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> {
  const { vmId } = input;
  await authorize(deps, actor, 'vm.checkpoint', { type: 'vm', id: vmId });
  const jobId = await deps.db.write(async (transaction) => {
    const vm = await findLiveVm(transaction, vmId);
    // Nothing is pushed aside for it: none of it is urgent.
    await makeWay(deps, transaction, actor, vmId, false);
    await refuseWithoutAbility(transaction, vm, 'checkpoints');
    refuseState(vm);
    const id = await insertJob(deps, transaction, actor, {
      kind,
      hostId: vm.hostId,
      vm,
      document: input,
      retryOfId,
    });
    const { vmId: _vmId, ...what } = input;
    await recordAudit(transaction, deps, actor, {
      action: kind,
      target: { type: 'vm', id: vmId, name: vm.name },
      details: { jobId: id, ...what },
    });
    return id;
  });
  await announceJob(deps, jobId, vmId);
  return { jobId };
}

function refuseState(vm: Vm): void {
  if (!withoutCheckpoints.includes(vm.state as VmState)) return;
  throw new AppError(
    'precondition-failed',
    `${vm.name} is ${vm.state}; nothing can be done with its checkpoints.`,
    { details: { state: vm.state } },
  );
}
