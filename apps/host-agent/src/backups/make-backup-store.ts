import { join } from 'node:path';
import { ownPlace } from '@busbar/shared/domain/place';
import { type FreeBytes, freeBytesOf } from '../hypervisor/vms/free-bytes.ts';
import { BackupFolder } from './backup-folder.ts';
import { BackupStore } from './backup-store.ts';

export type BackupSettings = {
  readonly stateFolder: string;
  /** Of the host's configuration: paths by name. */
  readonly backupFolders: ReadonlyMap<string, string>;
  /** Default: what the file system says. */
  readonly freeBytes?: FreeBytes;
};

/** The host's own place first. */
export function makeBackupStore({
  stateFolder,
  backupFolders,
  freeBytes = freeBytesOf,
}: BackupSettings): BackupStore {
  const variable = 'BUSBAR_BACKUP_FOLDERS';
  const own = { name: ownPlace, path: join(stateFolder, 'backups'), isOwn: true, freeBytes, variable };
  const named = [...backupFolders].map(([name, path]) => ({ name, path, isOwn: false, freeBytes, variable }));
  return new BackupStore([own, ...named].map((options) => new BackupFolder(options)));
}
