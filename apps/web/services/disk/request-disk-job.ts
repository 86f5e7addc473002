import { isJobKind, type JobKind } from '@busbar/shared/jobs/catalog';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { type AbilityJob, requestAbilityJob } from '../vm/request-ability-job.ts';
import type { JobReference } from '../vm/request-power.ts';

export type DiskJobKind = Extract<JobKind, `disk.${string}`>;
export const isDiskJobKind = (kind: string): kind is DiskJobKind =>
  isJobKind(kind) && kind.startsWith('disk.');

/** One of them, with the input of its kind. */
export type DiskJob = AbilityJob<DiskJobKind>;

/**
 * Queues a job that adds, removes, grows, compacts or converts a disk. Which disks there are, and whether checkpoints hold
 * them, only the VM's host knows: the job fails before it changes anything where that stands against it.
 *
 * @throws AppError `unsupported` where the VM's driver cannot do that, `precondition-failed`, `conflict`, `not-found`
 */
export const requestDiskJob = (
  deps: ServiceDeps,
  actor: Actor,
  job: DiskJob,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> =>
  requestAbilityJob(deps, actor, job, {
    ability: 'disks',
    refusal: 'its disks cannot be changed',
    retryOfId,
  });
