/** Jobs that copy an image, on the bench's own driver. */
import type { ImageReplicateDocument } from '@busbar/shared/jobs/image-replicate';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { replicatedImage } from './bring-replicas.ts';
import { imageJob } from './image-jobs.ts';
import { benchNextJobId } from './job-bench.ts';

export const replicateJob = (
  sha256: string,
  jobId = benchNextJobId,
  more: Partial<ImageReplicateDocument> = {},
): JobDocument =>
  imageJob(
    'image.replicate',
    {
      ...{ driver: 'sandbox', image: replicatedImage, sha256 },
      source: { hostId: '018f0000-0000-7000-8000-00000000e001', hostName: 'rack-1', driver: 'sandbox' },
      ...more,
    },
    jobId,
  );
