import { backupRemove } from '@busbar/shared/jobs/backup-remove';
import { requestBackupJob } from '../../services/backup/request-backup-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const remove = procedure
  .meta({
    openapi: {
      method: 'POST',
      path: '/hosts/{hostId}/backups/{backupId}/remove',
      protect: true,
      tags: ['backup'],
    },
  })
  .input(backupRemove.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestBackupJob(ctx.deps, ctx.actor, { kind: 'backup.remove', input }));
