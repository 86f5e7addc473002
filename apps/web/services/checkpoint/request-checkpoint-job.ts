import { isJobKind, type JobKind } from '@busbar/shared/jobs/catalog';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { type AbilityJob, requestAbilityJob } from '../vm/request-ability-job.ts';
import type { JobReference } from '../vm/request-power.ts';

export type CheckpointJobKind = Extract<JobKind, `checkpoint.${string}`>;
export const isCheckpointJobKind = (kind: string): kind is CheckpointJobKind =>
  isJobKind(kind) && kind.startsWith('checkpoint.');

/** One of them, with the input of its kind. */
export type CheckpointJob = AbilityJob<CheckpointJobKind>;

/**
 * Queues a job with the checkpoints of a VM. Which there are only its host knows: the job fails before it changes
 * anything when the checkpoint is gone or the name is taken.
 *
 * @throws AppError `unsupported` where the VM's driver has no checkpoints, `precondition-failed`, `conflict`, `not-found`
 */
export const requestCheckpointJob = (
  deps: ServiceDeps,
  actor: Actor,
  job: CheckpointJob,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> =>
  requestAbilityJob(deps, actor, job, {
    ability: 'checkpoints',
    refusal: 'nothing can be done with its checkpoints',
    retryOfId,
  });
