import {
  EnrolmentStatusInput,
  EnrolmentStatusResult,
  enrolmentStatus as service,
} from '../../services/host/enrolment-status.ts';
import { procedure } from '../trpc.ts';

export const enrolmentStatus = procedure
  .meta({ openapi: { method: 'GET', path: '/hosts/enrolments/{tokenId}', protect: true, tags: ['host'] } })
  .input(EnrolmentStatusInput)
  .output(EnrolmentStatusResult)
  .query(({ ctx, input }) => service(ctx.deps, ctx.actor, input));
