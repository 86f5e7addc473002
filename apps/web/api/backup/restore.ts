import { backupRestore } from '@busbar/shared/jobs/backup-restore';
import { requestRestore } from '../../services/backup/request-restore.ts';
import { VmJobReference } from '../../services/vm/vm-job-reference.ts';
import { procedure } from '../trpc.ts';

export const restore = procedure
  .meta({
    openapi: {
      method: 'POST',
      path: '/hosts/{hostId}/backups/{backupId}/restore',
      protect: true,
      tags: ['backup'],
    },
  })
  .input(backupRestore.input)
  .output(VmJobReference)
  .mutation(({ ctx, input }) => requestRestore(ctx.deps, ctx.actor, input));
