import { RevokeInviteInput, revokeInvite as service } from '../../services/people/revoke-invite.ts';
import { procedure } from '../trpc.ts';

export const revokeInvite = procedure
  .input(RevokeInviteInput)
  .mutation(({ ctx, input }) => service(ctx.deps, ctx.actor, input));
