import { type JobKind, jobCatalog } from '@busbar/shared/jobs/catalog';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { announceJob, insertJob } from '../job/insert-job.ts';
import { notFound } from '../not-found.ts';
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
export async function requestBackupJob(
  deps: ServiceDeps,
  actor: Actor,
  { kind, input }: BackupJob,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> {
  const { hostId, ...document } = input;
  await authorize(deps, actor, jobCatalog[kind].permission, { type: 'host', id: hostId });
  const jobId = await deps.db.write(async (transaction) => {
    const host = await transaction.host.findUnique({ where: { id: hostId } });
    if (host === null || host.state === 'removed') throw notFound('host', hostId);
    const vm = { id: null, name: input.vmName };
    const id = await insertJob(deps, transaction, actor, { kind, hostId, vm, document, retryOfId });
    await recordAudit(transaction, deps, actor, {
      action: kind,
      target: { type: 'host', id: hostId, name: host.name },
      details: { jobId: id, ...document },
    });
    return id;
  });
  await announceJob(deps, jobId, null);
  return { jobId };
}
