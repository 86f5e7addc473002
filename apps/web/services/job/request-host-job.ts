import type { Transaction } from '@busbar/db/database';
import type { Host } from '@busbar/db/rows';
import { type JobKind, jobCatalog } from '@busbar/shared/jobs/catalog';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import type { JobReference } from '../vm/request-power.ts';
import { announceJob, insertJob } from './insert-job.ts';

/** A job on something of a host that is no VM. */
export type HostJob = {
  readonly kind: JobKind;
  readonly hostId: string;
  /** Of what it acts on: the job is called by it. */
  readonly name: string;
  /** Already in the shape of the kind's `document`. */
  readonly document: unknown;
  /** For the audit. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryOfId: string | null;
  /** Refuses what the host cannot do, by what it has last told. Default: nothing. */
  readonly check?: (host: Host) => void;
};

/** Queues it by the permission of its kind. @throws AppError `not-found`, what `check` throws */
export async function requestHostJob(
  deps: ServiceDeps,
  actor: Actor,
  { kind, hostId, name, document, details, retryOfId, check }: HostJob,
): Promise<z.infer<typeof JobReference>> {
  await authorize(deps, actor, jobCatalog[kind].permission, { type: 'host', id: hostId });
  const jobId = await deps.db.write(async (transaction) => {
    const host = await findHost(transaction, hostId);
    check?.(host);
    const job = { kind, hostId, vm: { id: null, name }, document, retryOfId };
    const id = await insertJob(deps, transaction, actor, job);
    await recordAudit(transaction, deps, actor, {
      action: kind,
      target: { type: 'host', id: hostId, name: host.name },
      details: { jobId: id, ...details },
    });
    return id;
  });
  await announceJob(deps, jobId, null);
  return { jobId };
}

/** @throws AppError `not-found` */
export async function findHost(transaction: Transaction, hostId: string): Promise<Host> {
  const host = await transaction.host.findUnique({ where: { id: hostId } });
  if (host === null || host.state === 'removed') throw notFound('host', hostId);
  return host;
}
