import { RemoveSshKeyInput, removeSshKey as service } from '../../services/account/remove-ssh-key.ts';
import { procedure } from '../trpc.ts';

export const removeSshKey = procedure
  .input(RemoveSshKeyInput)
  .mutation(({ ctx, input }) => service(ctx.deps, ctx.actor, input));
