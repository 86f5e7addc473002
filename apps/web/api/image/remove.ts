import { imageRemove } from '@busbar/shared/jobs/image-remove';
import { requestImageJob } from '../../services/image/request-image-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const remove = procedure
  .meta({
    openapi: {
      method: 'POST',
      path: '/hosts/{hostId}/images/{driver}/{image}/remove',
      protect: true,
      tags: ['image'],
    },
  })
  .input(imageRemove.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestImageJob(ctx.deps, ctx.actor, { kind: 'image.remove', input }));
