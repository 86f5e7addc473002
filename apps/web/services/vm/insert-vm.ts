import type { Transaction } from '@busbar/db/database';
import { isUniqueViolation } from '@busbar/db/is-unique-violation';
import type { SeedDocuments } from '@busbar/shared/domain/template';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmProvisionDocument } from '@busbar/shared/jobs/vm-provision';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { insertJob } from '../job/insert-job.ts';
import type { ServiceDeps } from '../service-deps.ts';

export type NewVm = {
  readonly hostId: string;
  readonly document: VmProvisionDocument;
  readonly secrets: Readonly<Record<string, string>>;
  readonly template: { readonly id: string; readonly title: string; readonly version: number };
  /** Rendered, secrets masked. */
  readonly intended: SeedDocuments;
  readonly tags: readonly string[];
  readonly retryOfId?: string;
  readonly keepOnFailure?: boolean;
};

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

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
  await refuseTakenName(transaction, name);
  try {
    await transaction.vm.create({
      data: {
        id: vmId,
        name,
        liveName: name,
        hostId: vm.hostId,
        driver: document.driver,
        image: document.image,
        templateId: vm.template.id,
        templateName: vm.template.title,
        templateVersion: vm.template.version,
        cpuCount: document.cpuCount,
        memoryMb: document.memoryBytes / mebibyte,
        diskGb: document.diskBytes / gibibyte,
        networkMode: document.network,
        network: document.network === 'none' ? 'none' : 'unknown',
        tags: JSON.stringify(vm.tags),
        intendedSeed: JSON.stringify(vm.intended),
        createdBy: actor.userId,
        createdAt: deps.now(),
      },
      select: { id: true },
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw nameTaken(name, null);
    throw error;
  }
  const hasSecrets = Object.keys(vm.secrets).length > 0;
  const jobId = await insertJob(deps, transaction, actor, {
    kind: 'vm.provision',
    hostId: vm.hostId,
    vm: { id: vmId, name },
    document,
    secrets: hasSecrets ? vm.secrets : null,
    retryOfId: vm.retryOfId ?? null,
    keepOnFailure: vm.keepOnFailure ?? false,
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

async function refuseTakenName(transaction: Transaction, name: string): Promise<void> {
  const other = await transaction.vm.findUnique({
    where: { liveName: name },
    select: { id: true, state: true },
  });
  if (other !== null) throw nameTaken(name, other);
}

function nameTaken(name: string, other: { id: string; state: string } | null): AppError {
  return new AppError('already-exists', `There is a VM named ${name} already.`, {
    userMessage: `There is a VM named ${name} already${other === null ? '' : ` (${other.state})`}. Nothing was made. Choose another name, or delete that VM first.`,
    details: { field: 'name', name, ...(other === null ? {} : { vmId: other.id }) },
  });
}
