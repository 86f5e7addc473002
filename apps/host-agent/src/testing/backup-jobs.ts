import type { BackupCreateDocument } from '@busbar/shared/jobs/backup-create';
import type { BackupRestoreDocument } from '@busbar/shared/jobs/backup-restore';
import type { VmBackup } from '@busbar/shared/protocol/backups';
import { newVmId } from './import-job.ts';
import { benchVmId } from './job-bench.ts';

/** As the control plane asks for one of the provisioned VM. */
export const backupDocument = (more: Partial<BackupCreateDocument> = {}): BackupCreateDocument => ({
  ...{ vmId: benchVmId, place: 'host', note: null, retention: null, by: 'ada@example.org' },
  ...{ template: { title: 'Minimal', version: 3 }, instanceId: 'i-web-1' },
  ...more,
});

/** Another VM from the backup. @throws unless there is one */
export function restoreDocument(backup: VmBackup | undefined): BackupRestoreDocument {
  if (backup === undefined) throw new Error('There is no such backup.');
  return { vmId: newVmId, backupId: backup.id, mode: 'copy', name: 'web-2', vm: backup.vm };
}

export const onBackup = (backupId: string) => ({ backupId, vmName: 'web-1' });
