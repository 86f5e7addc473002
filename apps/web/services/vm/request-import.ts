import type { VmImportInput } from '@busbar/shared/jobs/vm-import';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { requestVmFromCopy } from './request-vm-from-copy.ts';
import type { VmJobReference } from './vm-job-reference.ts';

/** Queues the job that makes a VM of an export. @throws AppError as `requestVmFromCopy` */
export const requestImport = (
  deps: ServiceDeps,
  actor: Actor,
  { exportId, ...meant }: VmImportInput,
  retryOfId: string | null = null,
): Promise<z.infer<typeof VmJobReference>> =>
  requestVmFromCopy(deps, actor, {
    ...{ kind: 'vm.import', copy: { exportId }, copied: 'exported' },
    ...{ meant, retryOfId },
  });
