import type { JobView } from '@busbar/shared/realtime/views';
import type { Api } from '../../e2e/stack/api.ts';
import type { VmChoice } from './vm-choice.ts';
import type { JobWatch } from './watch-jobs.ts';

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

/** So that the next round finds the machine as this one did. */
export async function deleteVm(api: Api, watch: JobWatch, { vmId, name }: RequestedVm): Promise<void> {
  const { jobId } = await api.vm.delete.mutate({ vmId, confirmName: name });
  await untilSucceeded(watch, jobId);
}

export const untilSucceeded = (watch: JobWatch, jobId: string): Promise<JobView> =>
  watch.until(jobId, 'succeeded', ({ state }) => state === 'succeeded');

/** The guest agent answers: a page offers its shell from here on. */
export const untilReachable = (watch: JobWatch, jobId: string): Promise<JobView> =>
  watch.until(jobId, 'in contact with its guest', ({ steps }) =>
    steps.some(({ name, state }) => name === 'wait-channel' && state === 'succeeded'),
  );
