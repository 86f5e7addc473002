import type { Page } from '@playwright/test';
import { expect, filesOfVm, newName, provisionVm, test, untilEnded } from './fixtures.ts';
import { ShellPage } from './shell-page.ts';

const expectLights = async (page: Page, channel: string): Promise<void> => {
  await expect(page.locator('header').getByTestId('vm-lights')).toHaveAttribute('data-channel', channel, {
    timeout: 30_000,
  });
};

async function choose(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `More actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `${action} ${name}` })
    .click();
}

test('a VM is shut down, started, rebooted and powered off from its page, and its lights follow', async ({
  page,
  admin: { api },
}) => {
  const { vmId, name } = await provisionVm(api, { name: newName('power') });
  const bootId = async (): Promise<string | undefined> => (await api.vm.get.query({ vmId })).vm.guest?.bootId;
  await page.goto(`/vms/${vmId}`);
  await expectLights(page, 'up');
  await choose(page, name, 'Shut down');
  await expectLights(page, 'down');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expectLights(page, 'up');

  const before = await bootId();
  await choose(page, name, 'Reboot');
  await expect.poll(bootId, { timeout: 30_000 }).not.toBe(before);
  await expectLights(page, 'up');
  const shell = await ShellPage.open(page, vmId);
  await shell.run('echo "back $((40 + 2))"');
  await shell.untilText(/^back 42$/m);

  await choose(page, name, 'Power off');
  await expectLights(page, 'down');
  await page.getByRole('tab', { name: 'Jobs' }).click();
  const jobs = page.getByRole('table', { name: 'Jobs' });
  for (const title of ['Provision', 'Shut down', 'Start', 'Reboot', 'Power off'])
    await expect(jobs.getByText(title).first()).toBeVisible();
});

test('a VM that is off is resized from its page; one that runs is not', async ({ page, admin: { api } }) => {
  const { vmId, name } = await provisionVm(api, { name: newName('size') });
  await page.goto(`/vms/${vmId}`);
  await page.getByRole('button', { name: `More actions for ${name}` }).click();
  await expect(page.getByRole('menuitem', { name: 'Resize…' })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');
  await choose(page, name, 'Power off');
  await expectLights(page, 'down');

  await page.getByRole('button', { name: `More actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Resize…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Resize', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('has this size already');
  await dialog.getByLabel('CPUs').fill('3');
  await dialog.getByLabel('Memory, MiB').fill('768');
  const { diskGb } = (await api.vm.get.query({ vmId })).vm;
  await dialog.getByLabel('Disk, GiB').fill(String(diskGb + 2));
  await dialog.getByRole('button', { name: 'Resize', exact: true }).click();
  await page.waitForURL(/\/jobs\//);
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'succeeded');
  await expect(page.getByRole('log')).toContainText('CPUs: 1 → 3.');
  expect((await api.vm.get.query({ vmId })).vm).toMatchObject({
    state: 'stopped',
    cpuCount: 3,
    memoryMb: 768,
    diskGb: diskGb + 2,
  });
});

test('a VM is deleted only when its name is typed, and no file of it stays', async ({
  page,
  stack,
  admin: { api },
}) => {
  const { vmId, name } = await provisionVm(api, { name: newName('gone') });
  expect(filesOfVm(stack, vmId)).not.toEqual([]);
  await page.goto(`/vms/${vmId}`);
  await page.getByRole('button', { name: `More actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog');
  const field = dialog.getByLabel(`Type ${name} to confirm`);
  const button = dialog.getByRole('button', { name: `Delete ${name}` });
  await field.fill(name.slice(1));
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await field.fill(name);
  await button.click();
  await expect(page).toHaveURL(/\/jobs\//);
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'succeeded', {
    timeout: 30_000,
  });
  expect(filesOfVm(stack, vmId)).toEqual([]);
  expect((await api.vm.list.query({ search: name })).items).toEqual([]);
  await page.goto(`/vms/${vmId}`);
  await expect(page.locator('header').getByText('deleted', { exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open shell' })).toHaveCount(0);
  await expect(page.getByRole('tab', { name: 'Events' })).toBeVisible();
});

test('a name other than that of the VM deletes nothing', async ({ admin: { api } }) => {
  const { vmId, name } = await provisionVm(api);
  await expect(api.vm.delete.mutate({ vmId, confirmName: `${name}x` })).rejects.toThrow(/name/i);
  const { jobId } = await api.vm.delete.mutate({ vmId, confirmName: name });
  expect((await untilEnded(api, jobId)).leftBehind).toEqual([]);
});
