import type { VmMoveStorageInput } from '@busbar/shared/jobs/vm-move-storage';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { requestAbilityJob } from './request-ability-job.ts';
import type { JobReference } from './request-power.ts';

/**
 * Queues a job that moves all files of a VM to another place of its host. Which places there are, and what room they have,
 * only the host knows: the job fails before it moves anything.
 *
 * @throws AppError `unsupported`, `precondition-failed`, `conflict`, `not-found`
 */
export const requestMoveStorage = (
  deps: ServiceDeps,
  actor: Actor,
  input: VmMoveStorageInput,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> =>
  requestAbilityJob(
    deps,
    actor,
    { kind: 'vm.move-storage', input },
    { ability: 'storage-moving', refusal: 'its files cannot be moved', retryOfId },
  );
