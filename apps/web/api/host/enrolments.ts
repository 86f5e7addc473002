import { ListEnrolmentsResult, listEnrolments } from '../../services/host/list-enrolments.ts';
import { procedure } from '../trpc.ts';

export const enrolments = procedure
  .meta({ openapi: { method: 'GET', path: '/hosts/enrolments', protect: true, tags: ['host'] } })
  .output(ListEnrolmentsResult)
  .query(({ ctx }) => listEnrolments(ctx.deps, ctx.actor));
