import { isJobKind, type JobKind } from '@busbar/shared/jobs/catalog';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { type AbilityJob, requestAbilityJob } from '../vm/request-ability-job.ts';
import type { JobReference } from '../vm/request-power.ts';

export type MediaJobKind = Extract<JobKind, `media.${string}`>;
export const isMediaJobKind = (kind: string): kind is MediaJobKind =>
  isJobKind(kind) && kind.startsWith('media.');

/** One of them, with the input of its kind. */
export type MediaJob = AbilityJob<MediaJobKind>;

/**
 * Queues a job that attaches or ejects an ISO. Which ISOs there are only the VM's host knows: the job fails before it
 * changes anything when the one that was asked for is gone.
 *
 * @throws AppError `unsupported` where the VM's driver cannot do that, `precondition-failed`, `conflict`, `not-found`
 */
export const requestMediaJob = (
  deps: ServiceDeps,
  actor: Actor,
  job: MediaJob,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> =>
  requestAbilityJob(deps, actor, job, {
    ability: 'media',
    refusal: 'its discs cannot be changed',
    retryOfId,
  });
