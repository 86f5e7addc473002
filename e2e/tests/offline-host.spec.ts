import { isFinalJobState } from '@busbar/shared/domain/job-state';
import { expect, onlyHost, requestVm, test, untilEnded, untilJob } from './fixtures.ts';

test('a job for an offline host waits, and continues when the host returns', async ({
  stack,
  admin: { api },
}) => {
  const hostId = await onlyHost(api);
  await stack.killHost();
  const { jobId } = await requestVm(api, { hostId });
  const waiting = await untilJob(api, jobId, 'waiting', ({ state }) => state === 'waiting');
  expect(isFinalJobState(waiting.state)).toBe(false);
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
