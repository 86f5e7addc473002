import { OverviewResult, readOverview } from '../../services/fleet/read-overview.ts';
import { procedure } from '../trpc.ts';

export const overview = procedure
  .meta({ openapi: { method: 'GET', path: '/fleet', protect: true, tags: ['fleet'] } })
  .output(OverviewResult)
  .query(({ ctx }) => readOverview(ctx.deps, ctx.actor));
