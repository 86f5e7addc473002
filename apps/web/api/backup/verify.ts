import { backupVerify } from '@busbar/shared/jobs/backup-verify';
import { requestBackupJob } from '../../services/backup/request-backup-job.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const verify = procedure
  .meta({
    openapi: {
      method: 'POST',
      path: '/hosts/{hostId}/backups/{backupId}/verify',
      protect: true,
      tags: ['backup'],
    },
  })
  .input(backupVerify.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestBackupJob(ctx.deps, ctx.actor, { kind: 'backup.verify', input }));
