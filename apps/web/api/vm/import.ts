import { VmImportInput } from '@busbar/shared/jobs/vm-import';
import { requestImport } from '../../services/vm/request-import.ts';
import { VmJobReference } from '../../services/vm/vm-job-reference.ts';
import { procedure } from '../trpc.ts';

export const importVm = procedure
  .meta({
    openapi: {
      method: 'POST',
      path: '/hosts/{hostId}/exports/{exportId}/import',
      protect: true,
      tags: ['vm'],
    },
  })
  .input(VmImportInput)
  .output(VmJobReference)
  .mutation(({ ctx, input }) => requestImport(ctx.deps, ctx.actor, input));
