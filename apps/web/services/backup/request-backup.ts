import { ownPlace } from '@busbar/shared/domain/place';
import type { BackupCreateDocument, BackupCreateInput } from '@busbar/shared/jobs/backup-create';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { originOf, refuseUncopied } from '../vm/copied-vm.ts';
import { requestAbilityJob } from '../vm/request-ability-job.ts';
import type { JobReference } from '../vm/request-power.ts';

/**
 * Queues a job that backs a VM up on its host. Which places there are and how much room they have only the host knows: the
 * job fails before it copies anything.
 *
 * @throws AppError `precondition-failed` unless it is off, or runs where the driver can copy it so; `unsupported`,
 *   `conflict`, `not-found`
 */
export const requestBackup = (
  deps: ServiceDeps,
  actor: Actor,
  input: BackupCreateInput,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> =>
  requestAbilityJob(
    deps,
    actor,
    { kind: 'backup.create', input },
    {
      ability: 'exporting',
      refusal: 'it cannot be backed up',
      retryOfId,
      document: (vm): BackupCreateDocument => ({
        ...input,
        ...originOf(vm),
        place: input.place ?? ownPlace,
        by: actor.name.slice(0, 256),
      }),
      check: refuseUncopied('backed up', 'back it up'),
    },
  );
