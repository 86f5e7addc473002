import type { HostEvent } from '@busbar/shared/protocol/link';
import type { ProtocolVersion } from '@busbar/shared/protocol/version';

/**
 * An event in words that a peer of this version knows. Numbers have no gaps, so none may be left out: a control plane
 * before 1.2 hears a log line of a job that it does not know, which changes nothing there. One before 1.13 hears so of
 * jobs that have no VM, and of VMs that are imported.
 */
export function tellable(event: HostEvent, { minor }: ProtocolVersion): HostEvent {
  if (event.type !== 'job-begun') return event;
  const { seq, at, jobId, attempt, job } = event;
  const isOfOldForm = job.vmId !== null && (job.makes === undefined || job.kind === 'vm.provision');
  if (minor >= (isOfOldForm ? 2 : 13)) return event;
  const line = `${job.kind} ${job.vmName} was asked for on the host itself, by ${job.requestedBy}.`;
  return { seq, at, type: 'log', jobId, attempt, step: null, level: 'info', line };
}
