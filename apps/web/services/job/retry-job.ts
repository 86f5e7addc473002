import type { Job } from '@busbar/db/rows';
import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import { BackupCreateInput } from '@busbar/shared/jobs/backup-create';
import { BackupRestoreDocument } from '@busbar/shared/jobs/backup-restore';
import { VmCaptureInput } from '@busbar/shared/jobs/vm-capture';
import { VmCloneDocument } from '@busbar/shared/jobs/vm-clone';
import { VmExportInput } from '@busbar/shared/jobs/vm-export';
import { VmImportDocument } from '@busbar/shared/jobs/vm-import';
import { VmMeterInput } from '@busbar/shared/jobs/vm-meter';
import { VmMoveDocument } from '@busbar/shared/jobs/vm-move';
import { VmMoveStorageInput } from '@busbar/shared/jobs/vm-move-storage';
import { VmProvisionDocument } from '@busbar/shared/jobs/vm-provision';
import { VmResizeDocument } from '@busbar/shared/jobs/vm-resize';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { requestBackup } from '../backup/request-backup.ts';
import { type BackupJob, isBackupJobKind, requestBackupJob } from '../backup/request-backup-job.ts';
import { requestRestore } from '../backup/request-restore.ts';
import {
  type CheckpointJob,
  isCheckpointJobKind,
  requestCheckpointJob,
} from '../checkpoint/request-checkpoint-job.ts';
import { type DiskJob, isDiskJobKind, requestDiskJob } from '../disk/request-disk-job.ts';
import { ensureReplication } from '../image/insert-replication.ts';
import { type ImageJob, isImageJobKind, requestImageJob } from '../image/request-image-job.ts';
import { replicationAgain, requestReplication } from '../image/request-replication.ts';
import { isMediaJobKind, type MediaJob, requestMediaJob } from '../media/request-media-job.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { isSwitchJobKind, requestSwitchJob, type SwitchJob } from '../switch/request-switch-job.ts';
import { readJson } from '../views/read-json.ts';
import { inMebibytes } from '../vm/dynamic-memory.ts';
import { insertVm } from '../vm/insert-vm.ts';
import { requestCapture } from '../vm/request-capture.ts';
import { requestClone } from '../vm/request-clone.ts';
import { requestDelete } from '../vm/request-delete.ts';
import { requestExport } from '../vm/request-export.ts';
import { requestImport } from '../vm/request-import.ts';
import { requestMeter } from '../vm/request-meter.ts';
import { requestMove } from '../vm/request-move.ts';
import { requestMoveStorage } from '../vm/request-move-storage.ts';
import { PowerAction, requestPower } from '../vm/request-power.ts';
import { requestResize } from '../vm/request-resize.ts';
import { announceJob } from './insert-job.ts';

export const RetryJobInput = z.object({
  jobId: Id,
  /** For a provisioning; by default as the earlier job was asked to. */
  onFailure: z.enum(['undo', 'keep']).optional(),
});

const mebibyte = 1024 * 1024;

/**
 * Does an ended job again as a new one. A provisioning makes a new VM of the same name from the same
 * documents, on the same host; its secrets were erased when it ended, so one that had any must be asked for
 * anew. A kept VM has the name, so it is continued or deleted first. @throws AppError `conflict` while it runs
 * or after it succeeded, `precondition-failed`, `already-exists`.
 */
export async function retryJob(
  deps: ServiceDeps,
  actor: Actor,
  { jobId, onFailure }: z.infer<typeof RetryJobInput>,
): Promise<{ jobId: string }> {
  await authorize(deps, actor, 'job.retry', { type: 'job', id: jobId });
  const job = await deps.db.read.job.findUnique({ where: { id: jobId } });
  if (job === null) throw notFound('job', jobId);
  if (job.state !== 'failed' && job.state !== 'cancelled') {
    throw new AppError(
      'conflict',
      `Only a job that failed or was cancelled is retried; this one is ${job.state}.`,
    );
  }
  if (job.kind !== 'vm.provision' && readJson(job.document) === null) throw askedAtHost(job);
  const vmId = job.vmId ?? '';
  if (job.kind === 'vm.provision') {
    const keepOnFailure = onFailure === undefined ? job.keepOnFailure : onFailure === 'keep';
    return provisionAgain(deps, actor, { ...job, keepOnFailure });
  }
  if (job.kind === 'vm.delete') return requestDelete(deps, actor, { vmId, confirmName: job.vmName }, jobId);
  if (job.kind === 'vm.resize') {
    const { cpuCount, memoryBytes, diskBytes, dynamicMemory } = VmResizeDocument.parse(
      readJson(job.document),
    );
    const size = { cpuCount, memoryMb: memoryBytes / mebibyte, diskGb: diskBytes / (1024 * mebibyte) };
    const memory = dynamicMemory == null ? dynamicMemory : inMebibytes(dynamicMemory);
    return requestResize(deps, actor, { vmId, ...size, dynamicMemory: memory }, jobId);
  }
  if (job.kind === 'vm.clone') {
    const { sourceId, name, mode } = VmCloneDocument.parse(readJson(job.document));
    return requestClone(deps, actor, { vmId: sourceId, name, mode }, jobId);
  }
  if (job.kind === 'vm.import') {
    const { vmId: _vmId, ...document } = VmImportDocument.parse(readJson(job.document));
    return requestImport(deps, actor, { ...document, hostId: job.hostId }, jobId);
  }
  if (job.kind === 'vm.capture')
    return requestCapture(deps, actor, VmCaptureInput.parse(readJson(job.document)), jobId);
  if (job.kind === 'vm.export')
    return requestExport(deps, actor, VmExportInput.parse(readJson(job.document)), jobId);
  if (job.kind === 'vm.move') {
    const { vmId: moved, toHostId } = VmMoveDocument.parse(readJson(job.document));
    return requestMove(deps, actor, { vmId: moved, toHostId }, jobId);
  }
  if (job.kind === 'vm.meter')
    return requestMeter(deps, actor, VmMeterInput.parse(readJson(job.document)), jobId);
  if (job.kind === 'vm.move-storage')
    return requestMoveStorage(deps, actor, VmMoveStorageInput.parse(readJson(job.document)), jobId);
  if (job.kind === 'backup.create')
    return requestBackup(deps, actor, BackupCreateInput.parse(readJson(job.document)), jobId);
  if (job.kind === 'backup.restore') {
    const { vmId: _vmId, ...document } = BackupRestoreDocument.parse(readJson(job.document));
    return requestRestore(deps, actor, { ...document, hostId: job.hostId }, jobId);
  }
  if (isBackupJobKind(job.kind)) {
    const input = { ...readJson<object>(job.document), hostId: job.hostId };
    return requestBackupJob(deps, actor, { kind: job.kind, input } as BackupJob, jobId);
  }
  if (isCheckpointJobKind(job.kind)) {
    const again = { kind: job.kind, input: readJson(job.document) } as CheckpointJob;
    return requestCheckpointJob(deps, actor, again, jobId);
  }
  if (isMediaJobKind(job.kind)) {
    const again = { kind: job.kind, input: readJson(job.document) } as MediaJob;
    return requestMediaJob(deps, actor, again, jobId);
  }
  if (isDiskJobKind(job.kind)) {
    const again = { kind: job.kind, input: readJson(job.document) } as DiskJob;
    return requestDiskJob(deps, actor, again, jobId);
  }
  if (job.kind === 'image.replicate')
    return requestReplication(deps, actor, replicationAgain(job.hostId, readJson(job.document)), jobId);
  if (isImageJobKind(job.kind)) {
    const input = { ...readJson<object>(job.document), hostId: job.hostId };
    return requestImageJob(deps, actor, { kind: job.kind, input } as ImageJob, jobId);
  }
  if (isSwitchJobKind(job.kind)) {
    const input = { ...readJson<object>(job.document), hostId: job.hostId };
    return requestSwitchJob(deps, actor, { kind: job.kind, input } as SwitchJob, jobId);
  }
  const action = PowerAction.safeParse(job.kind.replace(/^vm\./, ''));
  if (!action.success) throw new AppError('unsupported', `Jobs of the kind ${job.kind} are not retried.`);
  return requestPower(deps, actor, { vmId, action: action.data }, jobId);
}

async function provisionAgain(deps: ServiceDeps, actor: Actor, job: Job): Promise<{ jobId: string }> {
  await authorize(deps, actor, 'vm.provision', { type: 'job', id: job.id });
  const stored: unknown = readJson(job.document);
  if (stored === null) throw documentsAtHost(job);
  const document = VmProvisionDocument.parse(stored);
  const vmId = deps.newId();
  if (job.afterId !== null) await authorize(deps, actor, 'image.write', { type: 'job', id: job.id });
  const made = await deps.db.write(async (transaction) => {
    const former = await transaction.vm.findUnique({ where: { id: job.vmId ?? '' } });
    if (former === null) throw notFound('VM', job.vmId ?? '');
    refuseErasedSecrets(document, former.intendedSeed);
    const { hostId } = job;
    // What it waited for may have failed, and the image may have come by another way.
    const afterId =
      job.afterId === null
        ? null
        : await ensureReplication(deps, transaction, actor, { hostId, ...document });
    return insertVm(deps, transaction, actor, {
      hostId,
      afterId,
      document: { ...document, vmId, variables: { ...document.variables, VM_ID: vmId } },
      secrets: {},
      template: {
        id: former.templateId ?? '',
        title: former.templateName,
        version: former.templateVersion ?? 1,
      },
      intended: readJson(former.intendedSeed),
      tags: readJson(former.tags),
      retryOfId: job.id,
      keepOnFailure: job.keepOnFailure,
    });
  });
  await announceJob(deps, made.jobId, made.vmId);
  const { afterId } = await deps.db.read.job.findUniqueOrThrow({ where: { id: made.jobId } });
  if (afterId !== null) await announceJob(deps, afterId, null);
  return { jobId: made.jobId };
}

/** Asked for on the host itself (ADR 21). */
const documentsAtHost = ({ vmName }: Job): AppError =>
  new AppError('precondition-failed', 'The documents of this provisioning are on its host.', {
    userMessage: `${vmName} was provisioned on its host itself, whose documents are not here. Ask for it there again, or use Provision with a template.`,
  });

/** As above, of any other kind whose document says more than which VM. */
const askedAtHost = ({ kind, vmName }: Job): AppError =>
  new AppError('precondition-failed', `The document of this ${kind} is on its host.`, {
    userMessage: `This job of ${vmName} was asked for on its host itself, and what it was asked for with is not here. Ask for it there again.`,
  });

/** What was masked in the record had a value, which a new VM would silently lack. */
function refuseErasedSecrets({ declared = [] }: VmProvisionDocument, intended: string): void {
  const hadValue = intended.includes('••••');
  const secret = declared.find((variable) => variable.type === 'secret' && (variable.required || hadValue));
  if (secret === undefined) return;
  throw new AppError('precondition-failed', `The value of ${secret.name} was erased when the job ended.`, {
    userMessage: `Secrets are erased when a job ends, so ${secret.label} must be typed again. Use Provision with the same template and name.`,
    details: { variable: secret.name },
  });
}
