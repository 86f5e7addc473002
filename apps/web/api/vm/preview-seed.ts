import {
  PreviewSeedInput,
  PreviewSeedResult,
  previewSeed as service,
} from '../../services/vm/preview-seed.ts';
import { procedure } from '../trpc.ts';

export const previewSeed = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/preview-seed', protect: true, tags: ['vm'] } })
  .input(PreviewSeedInput)
  .output(PreviewSeedResult)
  .mutation(({ ctx, input }) => service(ctx.deps, ctx.actor, input));
