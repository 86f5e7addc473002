import { imageImport } from '@busbar/shared/jobs/image-import';
import { requestImageJob } from '../../services/image/request-image-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const importImage = procedure
  .meta({ openapi: { method: 'POST', path: '/hosts/{hostId}/images', protect: true, tags: ['image'] } })
  .input(imageImport.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestImageJob(ctx.deps, ctx.actor, { kind: 'image.import', input }));
