import { Id } from '@busbar/shared/domain/ids';
import type { VmState } from '@busbar/shared/domain/vm-state';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { announceJob, insertJob } from '../job/insert-job.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { findLiveVm, makeWay } from './refuse-busy-vm.ts';
import { type Ability, refuseWithoutAbility } from './refuse-without-ability.ts';

export const PowerAction = z.enum(['start', 'shutdown', 'power-off', 'reboot', 'pause', 'save', 'resume']);
export type PowerAction = z.infer<typeof PowerAction>;
export const RequestPowerInput = z.object({ vmId: Id, action: PowerAction });
export const JobReference = z.object({ jobId: z.string() });

/** States in which an action has a meaning. */
const possible: Readonly<Record<PowerAction, readonly VmState[]>> = {
  start: ['stopped', 'paused', 'saved', 'failed'],
  shutdown: ['starting', 'running', 'stopping'],
  'power-off': ['starting', 'running', 'stopping', 'paused', 'saved', 'failed'],
  reboot: ['running'],
  pause: ['running'],
  save: ['running', 'paused'],
  resume: ['paused', 'saved'],
};

/** What not every driver can. */
const abilityFor: Partial<Readonly<Record<PowerAction, Ability>>> = { pause: 'pausing', save: 'saving' };

/** Queues a power job. @throws AppError `precondition-failed`, `conflict`, `not-found`, `unsupported` */
export async function requestPower(
  deps: ServiceDeps,
  actor: Actor,
  { vmId, action }: z.infer<typeof RequestPowerInput>,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> {
  await authorize(deps, actor, 'vm.power', { type: 'vm', id: vmId });
  const { jobId, pushedAside } = await deps.db.write(async (transaction) => {
    const vm = await findLiveVm(transaction, vmId);
    // A job in the way explains more than the state that it has brought about.
    const aside = await makeWay(deps, transaction, actor, vmId, action === 'power-off');
    const ability = abilityFor[action];
    if (ability !== undefined) await refuseWithoutAbility(transaction, vm, ability);
    if (!possible[action].includes(vm.state as VmState)) {
      throw new AppError('precondition-failed', `${vm.name} is ${vm.state}; it cannot ${action} now.`, {
        details: { state: vm.state },
      });
    }
    const kind = `vm.${action}` as const;
    const id = await insertJob(deps, transaction, actor, {
      kind,
      hostId: vm.hostId,
      vm,
      document: { vmId },
      retryOfId,
    });
    await recordAudit(transaction, deps, actor, {
      action: kind,
      target: { type: 'vm', id: vmId, name: vm.name },
      details: { jobId: id },
    });
    return { jobId: id, pushedAside: aside };
  });
  await Promise.all([...pushedAside, jobId].map((id) => announceJob(deps, id, vmId)));
  return { jobId };
}
