import { VmCaptureInput } from '@busbar/shared/jobs/vm-capture';
import { requestCapture } from '../../services/vm/request-capture.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const captureVm = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/capture', protect: true, tags: ['vm'] } })
  .input(VmCaptureInput)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestCapture(ctx.deps, ctx.actor, input));
