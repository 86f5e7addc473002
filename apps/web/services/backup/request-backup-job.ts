import type { JobKind, jobCatalog } from '@busbar/shared/jobs/catalog';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { requestHostJob } from '../job/request-host-job.ts';
import type { ServiceDeps } from '../service-deps.ts';
import type { JobReference } from '../vm/request-power.ts';

/** Kinds that act on a backup itself: it may be of a VM that is gone, and must not hold up one that is there. */
export type BackupJobKind = Extract<JobKind, 'backup.verify' | 'backup.remove'>;
export const isBackupJobKind = (kind: string): kind is BackupJobKind =>
  kind === 'backup.verify' || kind === 'backup.remove';

/** One of them, with the input of its kind. */
export type BackupJob = {
  readonly [Kind in BackupJobKind]: {
    readonly kind: Kind;
    readonly input: z.output<(typeof jobCatalog)[Kind]['input']>;
  };
}[BackupJobKind];

/** Queues a job with a backup of a host. Which there are only the host knows. @throws AppError `not-found` */
export function requestBackupJob(
  deps: ServiceDeps,
  actor: Actor,
  { kind, input }: BackupJob,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> {
  const { hostId, ...document } = input;
  const name = input.vmName;
  return requestHostJob(deps, actor, { kind, hostId, name, document, details: document, retryOfId });
}
