import type { Transaction } from '@busbar/db/database';
import type { Vm } from '@busbar/db/rows';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmExportDocument, VmExportInput } from '@busbar/shared/jobs/vm-export';
import type { CloudInitStatus } from '@busbar/shared/protocol/channel';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { readJson } from '../views/read-json.ts';
import { hasAbility } from './refuse-without-ability.ts';
import { requestAbilityJob } from './request-ability-job.ts';
import type { JobReference } from './request-power.ts';

/**
 * Queues a job that copies a VM into a folder of its host. Which names are taken and how much room there is only the host
 * knows: the job fails before it copies anything.
 *
 * @throws AppError `precondition-failed` unless it is off, or runs where the driver can copy it so; `unsupported`,
 *   `conflict`, `not-found`
 */
export const requestExport = (
  deps: ServiceDeps,
  actor: Actor,
  input: VmExportInput,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> =>
  requestAbilityJob(
    deps,
    actor,
    { kind: 'vm.export', input },
    {
      ability: 'exporting',
      refusal: 'it cannot be exported',
      retryOfId,
      document: (vm): VmExportDocument => ({ ...input, ...originOf(vm) }),
      check: refuseState,
    },
  );

/** What the export is to say of the VM and only we know. */
const originOf = (vm: Vm): Pick<VmExportDocument, 'template' | 'instanceId'> => ({
  template: vm.templateName === '' ? null : { title: vm.templateName, version: vm.templateVersion },
  instanceId: readJson<CloudInitStatus | null>(vm.cloudInit)?.instanceId ?? null,
});

async function refuseState(transaction: Transaction, vm: Vm): Promise<void> {
  const { name, state } = vm;
  if (['stopped', 'failed'].includes(state)) return;
  const isLive = await hasAbility(transaction, vm, 'live-exporting');
  if (isLive && state === 'running') return;
  const wanted = isLive ? 'while it runs or is off' : 'while it is off';
  throw new AppError('precondition-failed', `${name} is ${state}, and a VM is exported ${wanted}.`, {
    userMessage: `${name} is ${state}. It is exported ${wanted}, so that what is copied fits together. Shut it down, then export it.`,
    details: { state },
  });
}
