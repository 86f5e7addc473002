import { join } from 'node:path';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import type { Database } from '../database.ts';
import { openDatabase } from '../open-database.ts';

export type TemporaryDatabase = {
  readonly database: Database;
  readonly folder: string;
  readonly file: string;
  readonly remove: () => Promise<void>;
};

/** A migrated, empty database in a folder of its own. */
export async function temporaryDatabase(): Promise<TemporaryDatabase> {
  const folder = await temporaryDirectory();
  const file = join(folder.path, 'busbar.db');
  const database = await openDatabase({ file, backupsFolder: join(folder.path, 'backups') });
  const remove = async (): Promise<void> => {
    await database.close();
    await folder.remove();
  };
  return { database, folder: folder.path, file, remove };
}
