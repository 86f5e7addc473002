import { diskAdd } from '@busbar/shared/jobs/disk-add';
import { requestDiskJob } from '../../services/disk/request-disk-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const add = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/disks', protect: true, tags: ['disk'] } })
  .input(diskAdd.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestDiskJob(ctx.deps, ctx.actor, { kind: 'disk.add', input }));
