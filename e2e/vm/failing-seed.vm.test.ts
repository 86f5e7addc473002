import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptLink, administrator, type SignedIn } from '../stack/api.ts';
import { Stack } from '../stack/stack.ts';
import { filesOfVm, measureJobDeadline, qemuPid, requestRealVm, untilJobEnded } from './real-vms.ts';

const userData = '#cloud-config\nruncmd:\n  - echo "the licence server said no" >&2\n  - exit 7\n';

let stack: Stack;
let admin: SignedIn;

beforeAll(async () => {
  stack = await Stack.start();
  admin = await acceptLink(stack.url, stack.signInLink ?? '', administrator);
}, 180_000);
afterAll(() => stack?.stop(), 120_000);

test('a seed that fails ends its job in the words of the real cloud-init, and leaves nothing', {
  timeout: 600_000,
}, async () => {
  const deadlineMs = await measureJobDeadline();
  const { api } = admin;
  await api.template.save.mutate({
    slug: 'failing',
    title: 'Failing',
    description: '',
    documents: { metaData: 'instance-id: {{ VM_ID }}\nlocal-hostname: {{ VM_NAME }}\n', userData },
    variables: [],
    defaults: { cpuCount: 1, memoryMb: 512, diskGb: 3 },
  });
  const { jobId, vmId } = await requestRealVm(api, { name: 'real-fails', template: 'failing' });
  const job = await untilJobEnded(api, jobId, deadlineMs);
  expect({ state: job.state, leftBehind: job.leftBehind }).toEqual({ state: 'failed', leftBehind: [] });
  expect(job.steps.find(({ state }) => state === 'failed')?.name).toBe('wait-cloud-init');
  expect(job.error?.message).toContain('Runparts: 1 failures (runcmd)');
  expect(job.error?.userMessage).toContain('the licence server said no');
  expect(qemuPid(vmId)).toBeNull();
  expect(filesOfVm(stack, vmId)).toEqual([]);
});
