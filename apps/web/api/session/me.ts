import { describeSession, SessionResult } from '../../services/session/describe-session.ts';
import { procedure } from '../trpc.ts';

export const me = procedure
  .meta({ openapi: { method: 'GET', path: '/session', protect: true, tags: ['session'] } })
  .output(SessionResult)
  .query(({ ctx }) => describeSession(ctx.deps, ctx.actor));
