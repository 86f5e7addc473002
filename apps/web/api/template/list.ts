import { z } from 'zod';
import { listTemplates } from '../../services/template/list-templates.ts';
import { TemplateView } from '../../services/views/template.ts';
import { procedure } from '../trpc.ts';

export const list = procedure
  .meta({ openapi: { method: 'GET', path: '/templates', protect: true, tags: ['template'] } })
  .output(z.object({ items: z.array(TemplateView) }))
  .query(({ ctx }) => listTemplates(ctx.deps, ctx.actor));
