import { diskCompact } from '@busbar/shared/jobs/disk-compact';
import { requestDiskJob } from '../../services/disk/request-disk-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const compact = procedure
  .meta({
    openapi: { method: 'POST', path: '/vms/{vmId}/disks/{diskId}/compact', protect: true, tags: ['disk'] },
  })
  .input(diskCompact.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestDiskJob(ctx.deps, ctx.actor, { kind: 'disk.compact', input }));
