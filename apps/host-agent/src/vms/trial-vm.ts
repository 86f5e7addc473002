/**
 * VMs that are made of a backup to see whether they can be, and go again. Nobody is told of them. They are known by their
 * ids, which need no memory that a crash could lose: version 8 of RFC 9562 is free for such use, and ours are version 7.
 */
const versionAt = 14;

/** Of the job that makes it. */
export const trialVmIdOf = (jobId: string): string => withVersion(jobId, '8');
export const isTrialVm = (vmId: string): boolean => vmId.charAt(versionAt) === '8';
export const jobOfTrial = (vmId: string): string => withVersion(vmId, '7');

const withVersion = (id: string, version: string): string =>
  id.slice(0, versionAt) + version + id.slice(versionAt + 1);
