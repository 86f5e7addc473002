import { GetTemplateInput, GetTemplateResult, getTemplate } from '../../services/template/get-template.ts';
import { procedure } from '../trpc.ts';

export const get = procedure
  .meta({ openapi: { method: 'GET', path: '/templates/{templateId}', protect: true, tags: ['template'] } })
  .input(GetTemplateInput)
  .output(GetTemplateResult)
  .query(({ ctx, input }) => getTemplate(ctx.deps, ctx.actor, input));
