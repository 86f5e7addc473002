import type { Queries, Transaction } from '@busbar/db/database';
import type { Host } from '@busbar/db/rows';
import { AppError } from '@busbar/shared/errors/app-error';
import { ImageReplicateDocument, type ImageReplicateInput } from '@busbar/shared/jobs/image-replicate';
import type { HostImage } from '@busbar/shared/protocol/host-facts';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { insertJob } from '../job/insert-job.ts';
import { findHost } from '../job/request-host-job.ts';
import { unfinishedJobStates } from '../job/unfinished-job-states.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { readJson } from '../views/read-json.ts';
import { chooseSource } from './choose-source.ts';
import { refuseWithoutImages } from './request-image-job.ts';

/**
 * Adds a job that copies an image of another host, by what both have last told.
 *
 * @throws AppError `already-exists`, `unsupported`, and as `chooseSource`
 */
export async function insertReplication(
  deps: ServiceDeps,
  transaction: Transaction,
  actor: Actor,
  input: ImageReplicateInput,
  retryOfId: string | null = null,
): Promise<string> {
  const { hostId, driver, image } = input;
  const host = await findHost(transaction, hostId);
  refuseWithoutImages(host, driver);
  if (hasImage(host, input))
    throw new AppError('already-exists', `${host.name} already has an image ${image}.`, {
      userMessage: `${host.name} already has the image “${image}”. Nothing was changed.`,
    });
  const hosts = await transaction.host.findMany({ where: { state: { not: 'removed' } } });
  const source = chooseSource(hosts, input);
  const document: ImageReplicateDocument = {
    ...{ driver, image, sha256: source.image.sha256 },
    source: { hostId: source.host.id, hostName: source.host.name, driver: source.image.driver },
  };
  const job = {
    kind: 'image.replicate',
    hostId,
    vm: { id: null, name: image },
    document,
    retryOfId,
  } as const;
  const jobId = await insertJob(deps, transaction, actor, job);
  await recordAudit(transaction, deps, actor, {
    action: 'image.replicate',
    target: { type: 'host', id: hostId, name: host.name },
    details: { jobId, driver, image, from: source.host.name },
  });
  return jobId;
}

type Wanted = Pick<ImageReplicateInput, 'hostId' | 'driver' | 'image'>;

const hasImage = ({ images }: Pick<Host, 'images'>, { driver, image }: Wanted): boolean =>
  readJson<HostImage[]>(images).some((each) => each.name === image && each.driver === driver);

/**
 * The job after which a host has an image: the one that is copying it there already, or a new one. Null when it has it.
 *
 * @throws AppError as `insertReplication`
 */
export async function ensureReplication(
  deps: ServiceDeps,
  transaction: Transaction,
  actor: Actor,
  wanted: Wanted,
): Promise<string | null> {
  if (hasImage(await findHost(transaction, wanted.hostId), wanted)) return null;
  const running = await findReplication(transaction, wanted);
  return running ?? insertReplication(deps, transaction, actor, { ...wanted, sourceHostId: null });
}

/** The job that is just copying this image to this host, for whomever. */
export async function findReplication(
  queries: Queries,
  { hostId, driver, image }: Wanted,
): Promise<string | null> {
  const jobs = await queries.job.findMany({
    where: { hostId, kind: 'image.replicate', vmName: image, state: { in: unfinishedJobStates } },
    select: { id: true, document: true },
    orderBy: { createdAt: 'asc' },
  });
  const same = jobs.find((job) => ImageReplicateDocument.parse(readJson(job.document)).driver === driver);
  return same?.id ?? null;
}
