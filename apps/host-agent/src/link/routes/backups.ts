/** GET backups: what lies on the disks now, also of VMs that are gone. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { BackupList } from '@busbar/shared/protocol/backups';
import { z } from 'zod';
import type { BackupStore } from '../../backups/backup-store.ts';

export type BackupsDeps = { readonly backups: Pick<BackupStore, 'list'> };

export const backupsHandler = ({ backups }: BackupsDeps): RouteHandler =>
  jsonHandler(z.object({}), BackupList, () => backups.list());
