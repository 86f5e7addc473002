import { ChangePasswordInput, changePassword as service } from '../../services/account/change-password.ts';
import { procedure } from '../trpc.ts';

export const changePassword = procedure
  .input(ChangePasswordInput)
  .mutation(({ ctx, input }) => service(ctx.deps, ctx.actor, input));
