import type { VmExportDocument, VmExportInput } from '@busbar/shared/jobs/vm-export';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { originOf, refuseUncopied } from './copied-vm.ts';
import { refuseWithoutAbility } from './refuse-without-ability.ts';
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
      check: async (transaction, vm) => {
        if (input.checkpointId !== undefined)
          await refuseWithoutAbility(transaction, vm, 'checkpoint-exporting');
        await refuseUncopied('exported', 'export it')(transaction, vm);
      },
    },
  );
