import {
  SaveTemplateInput,
  SaveTemplateResult,
  saveTemplate,
} from '../../services/template/save-template.ts';
import { procedure } from '../trpc.ts';

export const save = procedure
  .meta({ openapi: { method: 'POST', path: '/templates', protect: true, tags: ['template'] } })
  .input(SaveTemplateInput)
  .output(SaveTemplateResult)
  .mutation(({ ctx, input }) => saveTemplate(ctx.deps, ctx.actor, input));
