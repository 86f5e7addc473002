import { setImmediate } from 'node:timers/promises';
import type { Transaction } from '@busbar/db/database';
import { type JobKind, jobCatalog } from '@busbar/shared/jobs/catalog';
import { pendingStep } from '@busbar/shared/jobs/pending-step';
import type { Actor } from '../../auth/actor.ts';
import { jobSecretsContext } from '../secret-contexts.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { renewVmView } from '../vm/renew-vm-view.ts';

export type NewJob = {
  /** Chosen by who asked; absent: made here. */
  readonly id?: string;
  readonly kind: JobKind;
  readonly hostId: string;
  /** What it acts on: a VM, or with a null id something else of its host, such as a switch. */
  readonly vm: { readonly id: string | null; readonly name: string };
  /** Already in the shape of the kind's `document`. */
  readonly document: unknown;
  /** Values that are kept encrypted until the job ends; null for none. */
  readonly secrets?: Readonly<Record<string, string>> | null;
  readonly retryOfId?: string | null;
  /** A failure leaves what was made as it is, where the kind may. */
  readonly keepOnFailure?: boolean;
  /** A kept job of the same VM, with whose work this one goes on. */
  readonly continuesId?: string | null;
  /** The job that must have succeeded before this one is sent. */
  readonly afterId?: string | null;
};

/** Adds a queued job with its steps pending. Nudge and publish it after the commit. */
export async function insertJob(
  deps: ServiceDeps,
  transaction: Transaction,
  actor: Actor,
  job: NewJob,
): Promise<string> {
  const id = job.id ?? deps.newId();
  const secrets = job.secrets ?? null;
  await transaction.job.create({
    data: {
      id,
      kind: job.kind,
      hostId: job.hostId,
      vmId: job.vm.id,
      vmName: job.vm.name,
      document: JSON.stringify(jobCatalog[job.kind].document.parse(job.document)),
      secrets: secrets === null ? null : deps.secrets.encrypt(JSON.stringify(secrets), jobSecretsContext(id)),
      steps: JSON.stringify(jobCatalog[job.kind].steps.map(pendingStep)),
      retryOfId: job.retryOfId ?? null,
      keepOnFailure: job.keepOnFailure ?? false,
      continuesId: job.continuesId ?? null,
      afterId: job.afterId ?? null,
      requestedBy: actor.userId,
      requestedByName: actor.name,
      createdAt: deps.now(),
    },
    select: { id: true },
  });
  if (job.vm.id !== null) await renewVmView(transaction, job.vm.id);
  return id;
}

/** Tells the worker of a job that was committed, and then, when its host has it or soon will, live pages. */
export async function announceJob(deps: ServiceDeps, jobId: string, vmId: string | null): Promise<void> {
  const nudged = deps.nudge(jobId);
  // Both read the database, in turns within one process: what pages are told may come a moment later, the work may not.
  await setImmediate();
  await Promise.all([
    nudged,
    deps.publish({ entity: 'job', id: jobId }),
    ...(vmId === null ? [] : [deps.publish({ entity: 'vm', id: vmId })]),
  ]);
}
