import type { Fleet } from './fleet.ts';
import { isTrialVm, jobOfTrial } from './trial-vm.ts';

/** Of jobs that are not at work any more: only a lost journal leaves one. */
export async function removeTrials(
  { drivers }: Pick<Fleet, 'drivers'>,
  isAtWork: (jobId: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  for (const driver of drivers) {
    const left = (await driver.list(signal)).filter(
      ({ vmId }) => isTrialVm(vmId) && !isAtWork(jobOfTrial(vmId)),
    );
    for (const { vmId } of left) await driver.delete(vmId, signal);
  }
}
