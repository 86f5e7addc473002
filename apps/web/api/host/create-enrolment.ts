import {
  CreateEnrolmentInput,
  CreateEnrolmentResult,
  createEnrolment as service,
} from '../../services/host/create-enrolment.ts';
import { procedure } from '../trpc.ts';

export const createEnrolment = procedure
  .meta({ openapi: { method: 'POST', path: '/hosts/enrolments', protect: true, tags: ['host'] } })
  .input(CreateEnrolmentInput)
  .output(CreateEnrolmentResult)
  .mutation(({ ctx, input }) => service(ctx.deps, ctx.actor, input));
