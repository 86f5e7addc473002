import { RemoveViewInput, removeView } from '../../services/saved-view/remove-view.ts';
import { procedure } from '../trpc.ts';

export const remove = procedure
  .input(RemoveViewInput)
  .mutation(({ ctx, input }) => removeView(ctx.deps, ctx.actor, input));
