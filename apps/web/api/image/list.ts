import { z } from 'zod';
import { ImageView, listImages } from '../../services/image/list-images.ts';
import { procedure } from '../trpc.ts';

export const list = procedure
  .meta({ openapi: { method: 'GET', path: '/images', protect: true, tags: ['image'] } })
  .output(z.object({ items: z.array(ImageView) }))
  .query(({ ctx }) => listImages(ctx.deps, ctx.actor));
