import { expect, filesOfVm, newName, requestVm, saveTemplate, test, untilEnded } from './fixtures.ts';
import { ShellPage } from './shell-page.ts';

const failingUserData = '#cloud-config\nruncmd:\n  - echo "no licence yet" >&2\n  - exit 7\n';

test('a VM that failed is kept, looked into, mended, and its job continued from there', async ({
  page,
  stack,
  admin: { api },
}) => {
  const template = await saveTemplate(api, failingUserData);
  const { jobId, vmId, name } = await requestVm(api, { name: newName('kept'), template, onFailure: 'keep' });
  const failed = await untilEnded(api, jobId);
  expect(failed).toMatchObject({ state: 'failed', kept: true, leftBehind: [] });
  expect(filesOfVm(stack, vmId).length).toBeGreaterThan(0);

  await page.goto(`/jobs/${jobId}`);
  const kept = page.getByRole('region', { name: 'What was kept' });
  await kept.getByText('What deleting the VM would undo').click();
  await expect(kept.getByRole('listitem')).toHaveText([
    'Cut the power',
    'Detach the seed and tools discs',
    'Delete the VM',
    'Delete the disk',
    'Destroy the seed ISO',
  ]);
  await kept.getByRole('link', { name }).click();
  const shell = new ShellPage(page);
  await shell.untilLive();
  await shell.run('echo "inside $(hostname)"');
  await shell.untilText(new RegExp(`^inside ${name}$`, 'm'));
  const reboot = await api.vm.power.mutate({ vmId, action: 'reboot' });
  expect((await untilEnded(api, reboot.jobId)).state).toBe('succeeded');

  await page.goto(`/jobs/${jobId}`);
  await page.getByRole('button', { name: 'Continue from here' }).click();
  await expect(page.getByText('continues an earlier job')).toBeVisible();
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'succeeded', {
    timeout: 60_000,
  });
  await expect(page.getByText(/Goes on where the earlier job stopped: 8 steps/)).toBeVisible();
  expect((await api.vm.get.query({ vmId })).vm).toMatchObject({ state: 'running', name });
  expect(filesOfVm(stack, vmId).filter((path) => path.startsWith('seeds'))).toEqual([]);

  await page.getByRole('link', { name: 'continues an earlier job' }).click();
  await expect(page.getByRole('link', { name: 'continued by a later job' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Continue from here' })).toHaveCount(0);
});

test('a failed job says what was undone, and can be retried so that the VM is kept', async ({
  page,
  admin: { api },
}) => {
  const template = await saveTemplate(api, failingUserData);
  const { jobId } = await requestVm(api, { name: newName('undone'), template });
  await untilEnded(api, jobId);
  await page.goto(`/jobs/${jobId}`);
  const undone = page.getByRole('region', { name: 'What was undone' });
  await undone.getByText('What it had made was undone').click();
  await expect(undone.getByRole('listitem').first()).toHaveText('Cut the power');
  await page.getByRole('button', { name: 'More ways to do it again' }).click();
  await page.getByRole('menuitem', { name: 'Retry, and keep the VM if it fails again' }).click();
  await expect(page.getByText('retry of an earlier job')).toBeVisible();
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'failed', { timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Continue from here' })).toBeVisible();
});
