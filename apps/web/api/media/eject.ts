import { mediaEject } from '@busbar/shared/jobs/media-eject';
import { requestMediaJob } from '../../services/media/request-media-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const eject = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/media/eject', protect: true, tags: ['media'] } })
  .input(mediaEject.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestMediaJob(ctx.deps, ctx.actor, { kind: 'media.eject', input }));
