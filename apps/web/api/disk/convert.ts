import { diskConvert } from '@busbar/shared/jobs/disk-convert';
import { requestDiskJob } from '../../services/disk/request-disk-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const convert = procedure
  .meta({
    openapi: { method: 'POST', path: '/vms/{vmId}/disks/{diskId}/convert', protect: true, tags: ['disk'] },
  })
  .input(diskConvert.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestDiskJob(ctx.deps, ctx.actor, { kind: 'disk.convert', input }));
