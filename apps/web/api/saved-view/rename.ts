import { RenameViewInput, renameView } from '../../services/saved-view/rename-view.ts';
import { procedure } from '../trpc.ts';

export const rename = procedure
  .input(RenameViewInput)
  .mutation(({ ctx, input }) => renameView(ctx.deps, ctx.actor, input));
