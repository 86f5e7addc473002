import { z } from 'zod';
import { Id } from '../domain/ids.ts';
import { ShortText } from '../protocol/bounds.ts';

/** Document of the kinds that act on one backup of a host. */
export const BackupReference = z.object({
  backupId: Id,
  /** Of the VM, as the host's list of backups tells it: what the job is called by. */
  vmName: ShortText.min(1),
});
export type BackupReference = z.infer<typeof BackupReference>;

export const BackupOnHost = BackupReference.extend({ hostId: Id });
export type BackupOnHost = z.infer<typeof BackupOnHost>;
