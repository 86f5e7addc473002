/** Backups through the whole product: made, verified, damaged, restored and removed, of sandboxes and simulated Hyper-V VMs. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { execInVm } from '../stack/exec.ts';
import { Stack } from '../stack/stack.ts';
import { findingsOn } from './axe.ts';
import { expect, newName, onlyHost, provisionVm, untilDone, untilEnded, untilJob } from './fixtures.ts';
import { test as base, machine } from './hyperv-fixtures.ts';

/** A host with a second place for backups. */
const test = base.extend<object, { readonly nas: string }>({
  nas: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from this pattern
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'busbar-nas-'));
      await use(folder);
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  stack: [
    async ({ hyperv, nas }, use) => {
      const places = `nas=${nas};gone=${join(nas, 'not-mounted')}`;
      const stack = await Stack.start({ ...hyperv.environment, BUSBAR_BACKUP_FOLDERS: places });
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

const own = (stack: Stack): string => join(stack.hostState, 'backups');
const rows = (page: Page): Locator =>
  page.getByRole('list', { name: /^Backups (of|on)/ }).getByRole('listitem');
const jobSummary = (page: Page): Locator => page.getByTestId('job-summary');
const succeeded = (page: Page): Promise<void> =>
  expect(jobSummary(page)).toHaveAttribute('data-state', 'succeeded', { timeout: 60_000 });

async function openBackups(page: Page, vmId: string): Promise<void> {
  await page.goto(`/vms/${vmId}?tab=backups`);
}

test('a sandbox is backed up, started on trial, comes back after it was deleted, and its backup is removed', async ({
  page,
  stack,
  admin: { api, cookie },
}) => {
  const { vmId, name } = await provisionVm(api, { name: newName('bk') });
  const run = (...argv: string[]) => execInVm(stack.url, cookie, vmId, { argv });
  await run('sh', '-c', 'echo precious > /root/word');
  await openBackups(page, vmId);
  const backUp = page.getByRole('button', { name: 'Back up now…' });
  await expect(backUp).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText('shut it down first').first()).toBeVisible();
  await untilDone(api, await api.vm.power.mutate({ vmId, action: 'power-off' }));
  await expect(backUp).not.toHaveAttribute('aria-disabled', 'true');
  await backUp.click();
  const dialog = page.getByRole('dialog', { name: `Back up ${name}` });
  await dialog.getByLabel('Note (optional)').fill('before “it” $(x)');
  expect(await findingsOn(page)).toEqual([]);
  await dialog.getByRole('button', { name: `Back up ${name}` }).click();
  await expect(rows(page)).toHaveCount(1, { timeout: 30_000 });
  await expect(rows(page)).toContainText('before “it” $(x)');
  await expect(rows(page)).toContainText('Never verified');
  const [folder = ''] = readdirSync(own(stack)).filter((each) => each.startsWith(`${name}_`));
  execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: join(own(stack), folder) });

  await rows(page)
    .getByRole('button', { name: /^Verify/ })
    .click();
  const verify = page.getByRole('dialog', { name: `Verify the backup of ${name}` });
  await verify.getByRole('radio', { name: 'Also start that VM' }).check();
  expect(await findingsOn(page)).toEqual([]);
  await verify.getByRole('button', { name: 'Verify the backup' }).click();
  await expect(rows(page)).toContainText('a VM was made of it, and started', { timeout: 60_000 });
  expect((await api.vm.list.query({})).items.filter((vm) => vm.name.startsWith('trial'))).toEqual([]);

  await untilDone(api, await api.vm.delete.mutate({ vmId, confirmName: name }));
  await openBackups(page, vmId);
  await rows(page)
    .getByRole('button', { name: /^Restore/ })
    .click();
  const restore = page.getByRole('dialog', { name: new RegExp(`^Restore ${name}`) });
  await expect(restore.getByRole('radio', { name: `${name} again` })).toBeChecked();
  await restore.getByRole('button', { name: `Restore ${name}` }).click();
  await page.waitForURL(/\/jobs\//);
  await succeeded(page);
  await untilDone(api, await api.vm.power.mutate({ vmId, action: 'start' }));
  expect((await run('cat', '/root/word')).stdout).toBe('precious\n');

  await page.goto(`/hosts/${await onlyHost(api)}`);
  const row = rows(page).filter({ hasText: name });
  expect(await findingsOn(page)).toEqual([]);
  await row.getByRole('button', { name: /^Remove/ }).click();
  const remove = page.getByRole('dialog');
  await expect(remove).toContainText(`It is the last backup of ${name} on this host.`);
  await remove.getByRole('button', { name: 'Remove the backup' }).click();
  // While the dialog is open, nothing behind it has a role.
  await expect(remove).toBeHidden();
  await expect(row).toBeHidden({ timeout: 30_000 });
  expect(readdirSync(own(stack)).filter((each) => each.startsWith(`${name}_`))).toEqual([]);
});

test('a Hyper-V VM is backed up while it runs, older ones go by the rule, and the agent may be killed meanwhile', async ({
  page,
  stack,
  nas,
  hyperv,
  admin: { api },
}) => {
  const { vmId, name } = await provisionVm(api, { name: newName('bk'), machine });
  const first = await api.backup.create.mutate({ vmId, place: 'nas' });
  await untilDone(api, first);
  await openBackups(page, vmId);
  await expect(rows(page)).toContainText('in nas');
  await page.getByRole('button', { name: 'Back up now…' }).click();
  const dialog = page.getByRole('dialog', { name: `Back up ${name}` });
  await expect(dialog).toContainText('as after a power cut, without its memory');
  await dialog.getByLabel('Where').selectOption('gone');
  await expect(dialog.getByRole('alert')).toContainText('Mount it');
  await dialog.getByLabel('Where').selectOption('nas');
  await dialog.getByLabel('Keep the last').fill('1');
  await expect(dialog).toContainText('1 older one of this VM is removed for good');
  await hyperv.setFaults({ cmdlet: 'Export-VM', kind: 'slow', delayMs: 2_500, times: 1 });
  await dialog.getByRole('button', { name: `Back up ${name}` }).click();
  await expect(dialog).toBeHidden();
  const { items } = await api.job.list.query({ vmId, limit: 1 });
  const jobId = items[0]?.id ?? '';
  await untilJob(api, jobId, 'copies', ({ steps }) =>
    steps.some((step) => step.name === 'copy-disks' && (step.progress?.doneBytes ?? 0) > 0),
  );
  await stack.killHost();
  expect(readdirSync(nas)).toContain(`${jobId}.partial`);
  await stack.startHost();
  expect(await untilEnded(api, jobId)).toMatchObject({ state: 'succeeded', leftBehind: [] });
  expect((await api.vm.get.query({ vmId })).vm.state).toBe('running');
  expect(readdirSync(nas)).toEqual([expect.stringMatching(new RegExp(`^${name}_\\d{8}T\\d{6}Z_${jobId}$`))]);
  await expect(rows(page)).toHaveCount(1, { timeout: 30_000 });
});

test('a backup that was changed on its disk is found, shown as bad and not restored', async ({
  page,
  stack,
  admin: { api },
}) => {
  const hostId = await onlyHost(api);
  const { vmId, name } = await provisionVm(api, { name: newName('bk') });
  await untilDone(api, await api.vm.power.mutate({ vmId, action: 'power-off' }));
  const { jobId: backupId } = await api.backup.create.mutate({ vmId });
  await untilEnded(api, backupId);
  const folder = readdirSync(own(stack)).find((each) => each.endsWith(backupId)) ?? '';
  appendFileSync(join(own(stack), folder, 'backup.json'), ' ');
  const verify = await api.backup.verify.mutate({ hostId, backupId, vmName: name });
  expect((await untilEnded(api, verify.jobId)).error?.userMessage).toContain('“backup.json” of the backup');
  await openBackups(page, vmId);
  await expect(rows(page)).toContainText('is not as it was written');
  await expect(rows(page).getByRole('button', { name: /^Restore/ })).toHaveAttribute('aria-disabled', 'true');
  rmSync(join(own(stack), folder, 'backup.json'));
  await expect(rows(page)).toContainText('Damaged: Its backup.json is missing', { timeout: 30_000 });
  expect(await findingsOn(page)).toEqual([]);
});
