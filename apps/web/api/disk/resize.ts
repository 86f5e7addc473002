import { diskResize } from '@busbar/shared/jobs/disk-resize';
import { requestDiskJob } from '../../services/disk/request-disk-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const resize = procedure
  .meta({
    openapi: { method: 'POST', path: '/vms/{vmId}/disks/{diskId}/resize', protect: true, tags: ['disk'] },
  })
  .input(diskResize.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestDiskJob(ctx.deps, ctx.actor, { kind: 'disk.resize', input }));
