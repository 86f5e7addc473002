/** What is asked for on the host itself, through its socket, and what the control plane shows of it. */
import { join } from 'node:path';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { ask } from '../../apps/host-agent/src/local/testing/ask.ts';
import type { Stack } from '../stack/stack.ts';
import { expect, filesOfVm, newName, test, untilEnded } from './fixtures.ts';

/** The data of an answer that must be `ok`. */
async function askHost(stack: Stack, command: string, parameters: Record<string, unknown>) {
  const path = join(stack.folder, 'run', 'local', 'vmgenie.sock');
  const { status, data } = await ask(path, { id: newName('ask'), command, parameters });
  if (status !== 'ok') throw new Error(`${command}: ${String(data)}`);
  return data as Record<string, unknown>;
}

test('a VM that was asked for on its host while the control plane was away is shown with its job, and deleted from here', async ({
  page,
  stack,
  admin: { api },
}) => {
  const name = newName('local');
  await stack.killControl();
  const variables = { USERNAME: 'genie' };
  await askHost(stack, 'provision', {
    template: 'minimal',
    vm_name: name,
    memoryMb: 256,
    diskGb: 1,
    variables,
  });
  const vmId = await waitFor(
    'the VM to run',
    async () => {
      const { vms } = await askHost(stack, 'vm', { action: 'list', state: 2 });
      return (vms as { Id: string; Name: string }[]).find((vm) => vm.Name === name)?.Id ?? null;
    },
    { deadlineMs: 60_000 },
  );
  await stack.startControl();

  const job = await waitFor(
    'its job here',
    async () => (await api.job.list.query({})).items.find((candidate) => candidate.vmId === vmId) ?? null,
    { deadlineMs: 60_000 },
  );
  expect(await untilEnded(api, job.id)).toMatchObject({ kind: 'vm.provision', state: 'succeeded' });
  await page.goto(`/jobs/${job.id}`);
  await expect(page.getByText(/^Asked for on the host itself, by (root|uid \d+)\.$/)).toBeVisible();
  await page.goto(`/vms/${vmId}`);
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await expect(page.locator('header').getByText('running', { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('header').getByText('channel up')).toBeVisible({ timeout: 30_000 });

  const { jobId } = await api.vm.delete.mutate({ vmId, confirmName: name });
  expect(await untilEnded(api, jobId)).toMatchObject({ state: 'succeeded' });
  const { vms } = await askHost(stack, 'vm', { action: 'list' });
  expect((vms as readonly { Id: string }[]).map(({ Id }) => Id)).not.toContain(vmId);
  expect(filesOfVm(stack, vmId)).toEqual([]);
});
