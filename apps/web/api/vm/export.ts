import { VmExportInput } from '@busbar/shared/jobs/vm-export';
import { requestExport } from '../../services/vm/request-export.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const exportVm = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/export', protect: true, tags: ['vm'] } })
  .input(VmExportInput)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestExport(ctx.deps, ctx.actor, input));
