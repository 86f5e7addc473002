import { imageVerify } from '@busbar/shared/jobs/image-verify';
import { requestImageJob } from '../../services/image/request-image-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const verify = procedure
  .meta({
    openapi: {
      method: 'POST',
      path: '/hosts/{hostId}/images/{driver}/{image}/verify',
      protect: true,
      tags: ['image'],
    },
  })
  .input(imageVerify.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestImageJob(ctx.deps, ctx.actor, { kind: 'image.verify', input }));
