import type { Transaction } from '@busbar/db/database';
import type { SeedDocuments } from '@busbar/shared/domain/template';
import type { VmProvisionDocument } from '@busbar/shared/jobs/vm-provision';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { insertJob } from '../job/insert-job.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { insertVmRow } from './insert-vm-row.ts';

export type NewVm = {
  /** Of its job, chosen by who asked; absent: made here. */
  readonly jobId?: string;
  readonly hostId: string;
  readonly document: VmProvisionDocument;
  readonly secrets: Readonly<Record<string, string>>;
  readonly template: { readonly id: string; readonly title: string; readonly version: number };
  /** Rendered, secrets masked. */
  readonly intended: SeedDocuments;
  readonly tags: readonly string[];
  readonly retryOfId?: string;
  readonly keepOnFailure?: boolean;
  /** The job that brings its image to the host. */
  readonly afterId?: string | null;
};

/**
 * Adds a VM (`requested`) and the job that makes it: both or neither.
 *
 * @throws AppError `already-exists` that names the VM which has the name
 */
export async function insertVm(
  deps: ServiceDeps,
  transaction: Transaction,
  actor: Actor,
  vm: NewVm,
): Promise<{ jobId: string; vmId: string; name: string }> {
  const { document } = vm;
  const { vmId, name } = document;
  await insertVmRow(deps, transaction, actor, { ...document, ...vm });
  const hasSecrets = Object.keys(vm.secrets).length > 0;
  const jobId = await insertJob(deps, transaction, actor, {
    ...(vm.jobId === undefined ? {} : { id: vm.jobId }),
    kind: 'vm.provision',
    hostId: vm.hostId,
    vm: { id: vmId, name },
    document,
    secrets: hasSecrets ? vm.secrets : null,
    retryOfId: vm.retryOfId ?? null,
    keepOnFailure: vm.keepOnFailure ?? false,
    afterId: vm.afterId ?? null,
  });
  await recordAudit(transaction, deps, actor, {
    action: 'vm.provision',
    target: { type: 'vm', id: vmId, name },
    details: {
      jobId,
      hostId: vm.hostId,
      image: document.image,
      template: vm.template,
      hasSealedSecrets: hasSecrets,
    },
  });
  return { jobId, vmId, name };
}
