import { isFinalJobState } from '@busbar/shared/domain/job-state';
import type { JobView } from '@busbar/shared/realtime/views';

/** What each step leaves behind, in words; steps that make nothing are absent. */
const undoing: Readonly<Record<string, string>> = {
  'build-iso': 'Destroy the seed ISO',
  'create-disk': 'Delete the disk',
  'create-vm': 'Delete the VM',
  'attach-media': 'Detach the seed and tools discs',
  start: 'Cut the power',
};

/** What a cancel would undo, last in first out. Only provisioning undoes: a power command cannot be unsaid. */
export function undoPlanOf(job: Pick<JobView, 'kind' | 'state' | 'steps'>): string[] {
  if (job.kind !== 'vm.provision' || isFinalJobState(job.state)) return [];
  const begun = job.steps.filter((step) => step.state === 'succeeded' || step.state === 'running');
  return begun.flatMap((step) => undoing[step.name] ?? []).reverse();
}
