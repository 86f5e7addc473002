import { EndSessionInput, endSession as service } from '../../services/account/end-session.ts';
import { procedure } from '../trpc.ts';

export const endSession = procedure
  .input(EndSessionInput)
  .mutation(({ ctx, input }) => service(ctx.deps, ctx.actor, input));
