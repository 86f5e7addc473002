import { RenameAccountInput, renameAccount } from '../../services/account/rename-account.ts';
import { procedure } from '../trpc.ts';

export const rename = procedure
  .input(RenameAccountInput)
  .mutation(({ ctx, input }) => renameAccount(ctx.deps, ctx.actor, input));
