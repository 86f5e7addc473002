import { mediaAttach } from '@busbar/shared/jobs/media-attach';
import { requestMediaJob } from '../../services/media/request-media-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const attach = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/media/attach', protect: true, tags: ['media'] } })
  .input(mediaAttach.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestMediaJob(ctx.deps, ctx.actor, { kind: 'media.attach', input }));
