import { backupCreate } from '@busbar/shared/jobs/backup-create';
import { requestBackup } from '../../services/backup/request-backup.ts';
import { JobReference } from '../../services/vm/request-power.ts';
import { procedure } from '../trpc.ts';

export const create = procedure
  .meta({ openapi: { method: 'POST', path: '/vms/{vmId}/backups', protect: true, tags: ['backup'] } })
  .input(backupCreate.input)
  .output(JobReference)
  .mutation(({ ctx, input }) => requestBackup(ctx.deps, ctx.actor, input));
