import type { Transaction } from '@busbar/db/database';
import type { Vm } from '@busbar/db/rows';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmCaptureDocument, VmCaptureInput } from '@busbar/shared/jobs/vm-capture';
import type { DriverName } from '@busbar/shared/protocol/host-facts';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { dayOf } from '../image/request-image-job.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { refuseUncopied } from './copied-vm.ts';
import { refuseWithoutAbility } from './refuse-without-ability.ts';
import { requestAbilityJob } from './request-ability-job.ts';
import type { JobReference } from './request-power.ts';

/**
 * Queues a job that makes an image of a VM on its host. A VM that is cleaned first loses its identity for good, and is off
 * afterwards.
 *
 * @throws AppError `precondition-failed` for a VM that is to be cleaned and does not run, or to be copied as it is and cannot
 *   be; `unsupported`, `conflict`, `not-found`
 */
export const requestCapture = (
  deps: ServiceDeps,
  actor: Actor,
  input: VmCaptureInput,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> =>
  requestAbilityJob(
    deps,
    actor,
    { kind: 'vm.capture', input },
    {
      ability: 'images',
      refusal: 'no image can be made of it',
      retryOfId,
      document: (vm): VmCaptureDocument => ({
        ...input,
        version: input.version ?? dayOf(deps.now()),
        driver: vm.driver as DriverName,
      }),
      check: async (transaction, vm) => {
        await refuseWithoutAbility(transaction, vm, 'exporting');
        await (input.identity === 'kept'
          ? refuseUncopied('copied', 'make the image')(transaction, vm)
          : refuseUnreachable(transaction, vm));
      },
    },
  );

async function refuseUnreachable(_transaction: Transaction, { name, state, channel }: Vm): Promise<void> {
  if (state === 'running' && channel === 'up') return;
  throw new AppError('precondition-failed', `${name} is ${state}, its channel ${channel}.`, {
    userMessage: `${name} is cleaned from inside, by its guest agent: it must run, and its channel must be up. Start it first, or keep its identity in the image.`,
    details: { state, channel },
  });
}
