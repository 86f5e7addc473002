/** The host agent dies with SIGKILL in each step of provisioning: nothing is doubled, nothing left over. */
import { vmProvision } from '@busbar/shared/jobs/vm-provision';
import { expect, filesOfVm, newName, requestVm, test, untilEnded } from './fixtures.ts';

for (const { name: step } of vmProvision.steps) {
  test(`a host agent killed in "${step}" continues the job after its restart`, async ({
    stack,
    admin: { api },
  }) => {
    await stack.stopHost();
    await stack.startHost({ crashAt: `${step}:before` });
    const name = newName(step);
    const { jobId, vmId } = await requestVm(api, { name });
    await stack.hostExited();
    await stack.startHost();

    const job = await untilEnded(api, jobId);
    expect({ state: job.state, error: job.error, leftBehind: job.leftBehind }).toEqual({
      state: 'succeeded',
      error: null,
      leftBehind: [],
    });
    expect(job.steps.map(({ state }) => state)).toEqual(vmProvision.steps.map(() => 'succeeded'));
    const { items } = await api.vm.list.query({ search: name });
    expect(items.map((vm) => [vm.id, vm.state])).toEqual([[vmId, 'running']]);

    const { jobId: deletion } = await api.vm.delete.mutate({ vmId, confirmName: name });
    expect((await untilEnded(api, deletion)).state).toBe('succeeded');
    expect(filesOfVm(stack, vmId)).toEqual([]);
  });
}
