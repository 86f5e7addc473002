import { SaveViewInput, saveView } from '../../services/saved-view/save-view.ts';
import { procedure } from '../trpc.ts';

export const save = procedure
  .input(SaveViewInput)
  .mutation(({ ctx, input }) => saveView(ctx.deps, ctx.actor, input));
