/** Requests to provision that name their own job: which ids are taken, and which request was made before. */
import { madeAtMs } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';

type Named = { readonly jobId?: string | undefined; readonly name: string; readonly count: number };

/**
 * Lists of jobs are in the order of their ids: one of another time would stand in the wrong place. A request may be
 * repeated for as long as a person goes on trying.
 */
const oldestMs = 15 * 60_000;
const clockToleranceMs = 60_000;

/** @throws `invalid-input` */
export function refuseForeignId(deps: Pick<ServiceDeps, 'now'>, { jobId, count }: Named): void {
  if (jobId === undefined) return;
  if (count !== 1) throw new AppError('invalid-input', 'jobId: only one VM can be asked for under an id.');
  const ageMs = deps.now().getTime() - (madeAtMs(jobId) ?? Number.POSITIVE_INFINITY);
  if (ageMs <= oldestMs && ageMs >= -clockToleranceMs) return;
  throw new AppError(
    'invalid-input',
    'jobId: not a UUID of version 7 that was made just now (RFC 9562). Leave it out to have one made.',
  );
}

/**
 * The job of the same request, if this person has made it before; null for an id that no job has.
 *
 * @throws `conflict` for the id of any other job
 */
export async function findRepeated(
  deps: Pick<ServiceDeps, 'db'>,
  actor: Actor,
  { jobId, name }: Named,
): Promise<{ readonly jobId: string; readonly vmId: string; readonly name: string } | null> {
  if (jobId === undefined) return null;
  const job = await deps.db.read.job.findUnique({ where: { id: jobId } });
  if (job === null) return null;
  const isSame = job.kind === 'vm.provision' && job.requestedBy === actor.userId && job.vmName === name;
  if (isSame && job.vmId !== null) return { jobId, vmId: job.vmId, name };
  throw new AppError('conflict', 'jobId: another job has this id. Choose a new one.');
}
