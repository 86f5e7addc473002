import {
  expect,
  filesOfVm,
  newName,
  onlyHost,
  requestVm,
  saveTemplate,
  test,
  untilEnded,
  untilJob,
} from './fixtures.ts';

/** The template's runcmd waits, so that the cancel comes while cloud-init is at work. */
const slowUserData = '#cloud-config\nruncmd:\n  - [sleep, "600"]\n';

test('a cancel stops the work on the host and leaves nothing behind', async ({ stack, admin: { api } }) => {
  const slug = await saveTemplate(api, slowUserData);
  const name = newName('cancel');
  const { jobId, vmId } = await requestVm(api, { name, template: slug });
  await untilJob(api, jobId, 'in wait-cloud-init', ({ steps }) =>
    steps.some((step) => step.name === 'wait-cloud-init' && step.state === 'running'),
  );
  await api.job.cancel.mutate({ jobId });
  const job = await untilEnded(api, jobId);
  expect({ state: job.state, leftBehind: job.leftBehind }).toEqual({ state: 'cancelled', leftBehind: [] });
  expect(filesOfVm(stack, vmId)).toEqual([]);
  expect((await api.vm.list.query({ search: name })).items).toEqual([]);
});

test('a job that waits for its host is cancelled at once, and its name is free again', async ({
  stack,
  admin: { api },
}) => {
  const name = newName('again');
  const hostId = await onlyHost(api);
  await stack.killHost();
  const first = await requestVm(api, { name, hostId });
  await untilJob(api, first.jobId, 'waiting', ({ state }) => state === 'waiting');
  expect((await api.job.cancel.mutate({ jobId: first.jobId })).state).toBe('cancelled');
  const second = await requestVm(api, { name, hostId });
  await stack.startHost();
  expect((await untilEnded(api, second.jobId)).state).toBe('succeeded');
});
