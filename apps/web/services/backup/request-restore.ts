import type { BackupRestoreInput } from '@busbar/shared/jobs/backup-restore';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { requestVmFromCopy } from '../vm/request-vm-from-copy.ts';
import type { VmJobReference } from '../vm/vm-job-reference.ts';

/** Queues the job that makes a VM of a backup. @throws AppError as `requestVmFromCopy` */
export const requestRestore = (
  deps: ServiceDeps,
  actor: Actor,
  { backupId, ...meant }: BackupRestoreInput,
  retryOfId: string | null = null,
): Promise<z.infer<typeof VmJobReference>> =>
  requestVmFromCopy(deps, actor, {
    ...{ kind: 'backup.restore', copy: { backupId }, copied: 'backedUp' },
    ...{ meant, retryOfId },
  });
