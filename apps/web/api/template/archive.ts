import { ArchiveTemplateInput, archiveTemplate } from '../../services/template/archive-template.ts';
import { procedure } from '../trpc.ts';

export const archive = procedure
  .input(ArchiveTemplateInput)
  .mutation(({ ctx, input }) => archiveTemplate(ctx.deps, ctx.actor, input));
