import { AddSshKeyInput, addSshKey as service } from '../../services/account/add-ssh-key.ts';
import { procedure } from '../trpc.ts';

export const addSshKey = procedure
  .input(AddSshKeyInput)
  .mutation(({ ctx, input }) => service(ctx.deps, ctx.actor, input));
