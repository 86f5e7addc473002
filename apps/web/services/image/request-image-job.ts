import type { Host } from '@busbar/db/rows';
import { imageNameOf, shownUrl } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import { isJobKind, type JobKind, type jobCatalog } from '@busbar/shared/jobs/catalog';
import type { ImageImportDocument } from '@busbar/shared/jobs/image-import';
import type { DriverFacts } from '@busbar/shared/protocol/host-facts';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { requestHostJob } from '../job/request-host-job.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { readJson } from '../views/read-json.ts';
import type { JobReference } from '../vm/request-power.ts';

/** A copy from another host is asked for by `requestReplication`. */
export type ImageJobKind = Exclude<Extract<JobKind, `image.${string}`>, 'image.replicate'>;
export const isImageJobKind = (kind: string): kind is ImageJobKind =>
  isJobKind(kind) && kind.startsWith('image.') && kind !== 'image.replicate';

/** One of them, with the input of its kind. */
export type ImageJob = {
  readonly [Kind in ImageJobKind]: {
    readonly kind: Kind;
    readonly input: z.output<(typeof jobCatalog)[Kind]['input']>;
  };
}[ImageJobKind];

/**
 * Queues a job with an image of a host. Which names are taken, what a source holds and which disks stand on an image only
 * the host knows: the job fails before it changes anything.
 *
 * @throws AppError `unsupported` where the host's driver has no images of one's own, `not-found`
 */
export async function requestImageJob(
  deps: ServiceDeps,
  actor: Actor,
  job: ImageJob,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> {
  const { hostId, driver } = job.input;
  const { kind } = job;
  const { document, image, details } = plan(job, deps.now());
  return requestHostJob(deps, actor, {
    ...{ kind, hostId, name: image, document, retryOfId },
    details: { driver, image, ...details },
    check: (host) => refuseWithoutImages(host, driver),
  });
}

type Planned = {
  readonly document: unknown;
  readonly image: string;
  /** For the audit. */
  readonly details: Readonly<Record<string, unknown>>;
};

function plan(job: ImageJob, now: Date): Planned {
  if (job.kind !== 'image.import') {
    const { hostId: _hostId, ...document } = job.input;
    return { document, image: document.image, details: {} };
  }
  const { hostId: _hostId, ...input } = job.input;
  const { slug, source, version = dayOf(now) } = input;
  const document: ImageImportDocument = { ...input, version };
  const from = source.kind === 'url' ? shownUrl(source.url) : source.name;
  return { document, image: imageNameOf(slug, version), details: { source: from } };
}

/** As in 20260801, in UTC. */
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10).replaceAll('-', '');

/** By what the host has last told. */
export function refuseWithoutImages({ name, drivers }: Host, driver: string): void {
  const facts = readJson<DriverFacts[]>(drivers).find((each) => each.name === driver);
  if (facts?.abilities.includes('images') === true) return;
  throw new AppError('unsupported', `The ${driver} driver of ${name} takes no images of one’s own.`);
}
