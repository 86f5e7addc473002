import { isFinalJobState } from '@busbar/shared/domain/job-state';
import { waitFor } from '@busbar/shared/testing/wait-for';
import type { Api } from '../../e2e/stack/api.ts';
import type { VmChoice } from './vm-choice.ts';

export type RequestedVm = { readonly vmId: string; readonly jobId: string; readonly name: string };

/** The change that the Provision button makes. */
export async function requestVm(api: Api, templateId: string, choice: VmChoice): Promise<RequestedVm> {
  const { driver, image, name, memoryMb, diskGb } = choice;
  const { jobs } = await api.vm.provision.mutate({
    hostId: null,
    driver,
    image,
    templateId,
    name,
    cpuCount: 1,
    memoryMb,
    diskGb,
    network: 'none',
    variables: {},
    tags: [],
  });
  const [job] = jobs;
  if (job === undefined) throw new Error('Provisioning answered without a job.');
  return job;
}

const endDeadlineMs = 300_000;

/** Waits for the job's end. @throws when it is another end than success. */
export async function untilSucceeded(api: Api, jobId: string): Promise<void> {
  const job = await waitFor(
    `job ${jobId} to end`,
    async () => {
      const seen = await api.job.get.query({ jobId });
      return isFinalJobState(seen.job.state) ? seen.job : null;
    },
    { deadlineMs: endDeadlineMs, intervalMs: 100 },
  );
  if (job.state !== 'succeeded')
    throw new Error(`The job ${job.state}: ${job.error?.message ?? 'no reason'}`);
}

/** So that the next round finds the machine as this one did. */
export async function deleteVm(api: Api, { vmId, name }: RequestedVm): Promise<void> {
  const { jobId } = await api.vm.delete.mutate({ vmId, confirmName: name });
  await untilSucceeded(api, jobId);
}
