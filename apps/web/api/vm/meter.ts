import { VmMeterInput } from '@busbar/shared/jobs/vm-meter';
import { requestMeter } from '../../services/vm/request-meter.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const meter = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/meter', protect: true, tags: ['vm'] } })
  .input(VmMeterInput)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestMeter(ctx.deps, ctx.actor, input));
