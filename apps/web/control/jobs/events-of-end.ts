import type { WebhookEvent, WebhookEventType } from '../webhooks/event.ts';
import type { JobRecord } from './job-record.ts';

/** What webhooks are told when a job has ended. Facts only: documents and secrets stay here. */
export function eventsOfEnd(job: JobRecord): readonly WebhookEvent[] {
  const at = job.endedAt ?? new Date(0);
  const outcome = job.state as 'succeeded' | 'failed' | 'cancelled';
  const vm = job.vmId === null ? null : { id: job.vmId, name: job.vmName };
  const error: unknown = job.error === null ? null : JSON.parse(job.error);
  const data = {
    job: {
      id: job.id,
      kind: job.kind,
      state: job.state,
      hostId: job.hostId,
      attempt: job.attempt,
      startedAt: job.startedAt?.toISOString() ?? null,
      endedAt: at.toISOString(),
      error,
      leftBehind: job.leftBehind,
      kept: job.kept,
    },
    vm,
  };
  const types: readonly (WebhookEventType | null)[] = [`job.${outcome}`, vmType(job.kind, outcome)];
  return types.filter((type) => type !== null).map((type) => ({ type, at, data, jobId: job.id }));
}

function vmType(kind: string, outcome: 'succeeded' | 'failed' | 'cancelled'): WebhookEventType | null {
  if (kind === 'vm.provision') {
    return outcome === 'succeeded' ? 'vm.ready' : outcome === 'failed' ? 'vm.failed' : null;
  }
  return kind === 'vm.delete' && outcome === 'succeeded' ? 'vm.deleted' : null;
}
