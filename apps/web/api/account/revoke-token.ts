import { RevokeTokenInput, revokeToken as service } from '../../services/account/revoke-token.ts';
import { procedure } from '../trpc.ts';

export const revokeToken = procedure
  .input(RevokeTokenInput)
  .mutation(({ ctx, input }) => service(ctx.deps, ctx.actor, input));
