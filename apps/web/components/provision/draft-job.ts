import { newId } from '@busbar/shared/domain/ids';
import { pendingStep } from '@busbar/shared/jobs/pending-step';
import { vmProvision } from '@busbar/shared/jobs/vm-provision';
import type { JobView } from '@busbar/shared/realtime/views';
import { serverTimeMs } from '@/client/server-clock.ts';
import type { ProvisionOutput } from './provision-values.ts';

export const newJobId = (): string =>
  newId({ nowMs: serverTimeMs, randomBytes: (size) => crypto.getRandomValues(new Uint8Array(size)) });

/**
 * The job as it is on its way to the control plane: what was asked for, nothing begun. Its version, 0, is older than
 * that of any view the control plane sends, so that the first of those takes its place.
 */
export function draftJob(
  jobId: string,
  { name, hostId }: Pick<ProvisionOutput, 'name' | 'hostId'>,
  personName: string,
  hostName: string | null,
): JobView {
  return {
    id: jobId,
    version: 0,
    kind: 'vm.provision',
    title: `${vmProvision.title} ${name}`,
    state: 'queued',
    hostId: hostId ?? '',
    hostName: hostName ?? '',
    vmId: null,
    vmName: name,
    parentId: null,
    retryOfId: null,
    attempt: 1,
    steps: vmProvision.steps.map(pendingStep),
    error: null,
    leftBehind: [],
    kept: false,
    continuesId: null,
    afterId: null,
    eventCount: 0,
    requestedByName: personName,
    createdAt: new Date(serverTimeMs()),
    startedAt: null,
    endedAt: null,
    cancelRequestedAt: null,
  };
}
