import type { BackupRestoreDocument } from '@busbar/shared/jobs/backup-restore';
import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';
import { vmFromCopy } from './vm-from-copy.ts';

export const backupRestoreHandlers: KindHandlers<'backup.restore', JobServices> =
  vmFromCopy<BackupRestoreDocument>(({ backups }, { backupId }) => ({
    id: backupId,
    copies: () => backups.holding(backupId),
    reading: (work) => backups.reading(backupId, work),
  }));
