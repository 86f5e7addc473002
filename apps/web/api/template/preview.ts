import { PreviewSeedInput, PreviewSeedResult, previewSeed } from '../../services/vm/preview-seed.ts';
import { procedure } from '../trpc.ts';

export const preview = procedure
  .input(PreviewSeedInput)
  .output(PreviewSeedResult)
  .mutation(({ ctx, input }) => previewSeed(ctx.deps, ctx.actor, input));
