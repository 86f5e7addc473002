import { imageReplicate } from '@busbar/shared/jobs/image-replicate';
import { requestReplication } from '../../services/image/request-replication.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const replicate = procedure
  .meta({
    openapi: {
      method: 'POST',
      path: '/hosts/{hostId}/images/{driver}/{image}/replicate',
      protect: true,
      tags: ['image'],
    },
  })
  .input(imageReplicate.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestReplication(ctx.deps, ctx.actor, input));
