import { diskRemove } from '@busbar/shared/jobs/disk-remove';
import { requestDiskJob } from '../../services/disk/request-disk-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const remove = procedure
  .meta({
    openapi: { method: 'POST', path: '/vms/{vmId}/disks/{diskId}/remove', protect: true, tags: ['disk'] },
  })
  .input(diskRemove.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestDiskJob(ctx.deps, ctx.actor, { kind: 'disk.remove', input }));
