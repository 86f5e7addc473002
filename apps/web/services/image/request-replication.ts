import { AppError } from '@busbar/shared/errors/app-error';
import { ImageReplicateDocument, type ImageReplicateInput } from '@busbar/shared/jobs/image-replicate';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { announceJob } from '../job/insert-job.ts';
import type { ServiceDeps } from '../service-deps.ts';
import type { JobReference } from '../vm/request-power.ts';
import { findReplication, insertReplication } from './insert-replication.ts';

/** Queues a copy of another host's image. @throws AppError `conflict` while it is being copied there, as `insertReplication` */
export async function requestReplication(
  deps: ServiceDeps,
  actor: Actor,
  input: ImageReplicateInput,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> {
  await authorize(deps, actor, 'image.write', { type: 'host', id: input.hostId });
  const jobId = await deps.db.write(async (transaction) => {
    const running = await findReplication(transaction, input);
    if (running !== null)
      throw new AppError('conflict', `The image ${input.image} is being copied to this host already.`, {
        userMessage: `“${input.image}” is being copied to this host already. Nothing was changed.`,
        details: { jobId: running },
      });
    return insertReplication(deps, transaction, actor, input, retryOfId);
  });
  await announceJob(deps, jobId, null);
  return { jobId };
}

/** The same from the same host. */
export const replicationAgain = (hostId: string, stored: unknown): ImageReplicateInput => {
  const { driver, image, source } = ImageReplicateDocument.parse(stored);
  return { hostId, driver, image, sourceHostId: source.hostId, sourceDriver: source.driver };
};
