import type { Transaction } from '@busbar/db/database';
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
import { findLiveVm, makeWay } from './refuse-busy-vm.ts';
import { type Ability, refuseWithoutAbility } from './refuse-without-ability.ts';
import type { JobReference } from './request-power.ts';

/** A job on one VM. */
export type AbilityJob<Kind extends JobKind> = {
  readonly [Each in Kind]: {
    readonly kind: Each;
    readonly input: z.output<(typeof jobCatalog)[Each]['input']> & { readonly vmId: string };
  };
}[Kind];

export type AbilityJobOptions = {
  readonly ability: Ability;
  /** What cannot be done in some states of the VM, such as "its discs cannot be changed". */
  readonly refusal: string;
  readonly retryOfId: string | null;
  /** Default: the input. */
  readonly document?: (vm: Vm) => unknown;
  /** What else of the VM must be so. Default: nothing. */
  readonly check?: (transaction: Transaction, vm: Vm) => Promise<void>;
};

/** States in which a VM is not there, or is its job's alone. */
const untouchable: readonly VmState[] = ['requested', 'provisioning', 'missing', 'deleting'];

/**
 * Queues a job that needs an ability of the VM's driver, by the permission of its kind. What only the host knows is
 * looked at there, before anything is changed.
 *
 * @throws AppError `unsupported` where the driver lacks the ability, `precondition-failed`, `conflict`, `not-found`
 */
export async function requestAbilityJob<Kind extends JobKind>(
  deps: ServiceDeps,
  actor: Actor,
  { kind, input }: AbilityJob<Kind>,
  { ability, refusal, retryOfId, document = () => input, check }: AbilityJobOptions,
): Promise<z.infer<typeof JobReference>> {
  const { vmId, ...what } = input;
  await authorize(deps, actor, jobCatalog[kind].permission, { type: 'vm', id: vmId });
  const jobId = await deps.db.write(async (transaction) => {
    const vm = await findLiveVm(transaction, vmId);
    // Nothing is pushed aside for it: none of it is urgent.
    await makeWay(deps, transaction, actor, vmId, false);
    await refuseWithoutAbility(transaction, vm, ability);
    refuseState(vm, refusal);
    await check?.(transaction, vm);
    const job = { kind, hostId: vm.hostId, vm, document: document(vm), retryOfId };
    const id = await insertJob(deps, transaction, actor, job);
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

function refuseState({ name, state }: Vm, refusal: string): void {
  if (!untouchable.includes(state as VmState)) return;
  throw new AppError('precondition-failed', `${name} is ${state}; ${refusal}.`, { details: { state } });
}
