import type { Host, Job } from '@busbar/db/rows';
import { AppError } from '@busbar/shared/errors/app-error';
import { decryptAtRest } from '@busbar/shared/identity/at-rest';
import { seal } from '@busbar/shared/identity/seal';
import { isJobKind, jobCatalog } from '@busbar/shared/jobs/catalog';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { jobSecretsContext } from '../../services/secret-contexts.ts';

/**
 * What a host is sent. Secrets leave their encryption at rest only to be sealed to the host's own key, with
 * the job's id as context: sealed values cannot be moved to another job.
 *
 * @throws `unsupported` for a kind that this version does not know; `internal` when secrets do not decrypt.
 */
export function jobDocument(atRestKey: Uint8Array, job: Job, host: Pick<Host, 'sealingKey'>): JobDocument {
  if (!isJobKind(job.kind)) throw new AppError('unsupported', `There is no job kind ${job.kind}.`);
  const secrets =
    job.secrets === null ? null : decryptAtRest(atRestKey, job.secrets, jobSecretsContext(job.id));
  return {
    jobId: job.id,
    attempt: job.attempt,
    kind: job.kind,
    vmId: job.vmId,
    document: JSON.parse(job.document),
    secrets: secrets === null ? null : seal(host.sealingKey, secrets, job.id),
    ...(job.keepOnFailure ? { onFailure: 'keep' as const } : {}),
    ...(job.continuesId === null ? {} : { continues: job.continuesId }),
    timeoutMs: jobCatalog[job.kind].timeoutMs,
  };
}
