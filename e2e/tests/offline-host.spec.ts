import { isFinalJobState } from '@busbar/shared/domain/job-state';
import { expect, requestVm, test, untilEnded, untilJob } from './fixtures.ts';

test('a job for an offline host waits, and continues when the host returns', async ({
  stack,
  admin: { api },
}) => {
  await stack.killHost();
  const { items } = await api.host.list.query();
  const { jobId } = await requestVm(api);
  const waiting = await untilJob(api, jobId, 'waiting', ({ state }) => state === 'waiting');
  expect(isFinalJobState(waiting.state)).toBe(false);
  expect(items).toHaveLength(1);
  await stack.startHost();
  expect((await untilEnded(api, jobId)).state).toBe('succeeded');
});

test('a job goes on while the control plane is away, and its end arrives afterwards', async ({
  stack,
  admin: { api },
}) => {
  const { jobId } = await requestVm(api);
  await untilJob(api, jobId, 'running', ({ state }) => state !== 'queued');
  await stack.killControl();
  await stack.startControl();
  expect((await untilEnded(api, jobId)).state).toBe('succeeded');
});
