/** Exports through the whole product, of simulated Hyper-V VMs and of sandboxes. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { Stack } from '../stack/stack.ts';
import { findingsOn } from './axe.ts';
import { expect, newName, onlyHost, provisionVm, untilEnded, untilJob } from './fixtures.ts';
import { machine, test } from './hyperv-fixtures.ts';

const slowly = { cmdlet: 'Export-VM', kind: 'slow', delayMs: 2_500, times: 1 } as const;
const folderOf = (stack: Stack): string => join(stack.hostState, 'exports');
const exportsOn = (page: Page): Locator =>
  page.getByRole('list', { name: /^Exports on/ }).getByRole('listitem');
/** Which is the export's own id. */
const jobIdOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';
const foldersIn = (stack: Stack): readonly string[] => {
  try {
    return readdirSync(folderOf(stack));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

async function openDialog(page: Page, vmId: string, name: string): Promise<Locator> {
  await page.goto(`/vms/${vmId}`);
  await page.getByRole('button', { name: `More actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  return page.getByRole('dialog', { name: `Export ${name}` });
}

test('a VM that runs is exported from its page, listed on its host, checked and removed there', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  const { vmId, name } = await provisionVm(api, { name: newName('ex'), machine });
  const dialog = await openDialog(page, vmId, name);
  await expect(dialog).toContainText('as after a power cut, without its memory');
  await dialog.getByLabel('Name of the export').fill('before “it” $(x)');
  expect(await findingsOn(page)).toEqual([]);
  await hyperv.setFaults(slowly);
  await dialog.getByRole('button', { name: `Export ${name}` }).click();
  await page.waitForURL(/\/jobs\//);
  await expect(page.getByText(/ of \d.* (KiB|MiB)/).first()).toBeVisible();
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'succeeded', {
    timeout: 30_000,
  });
  expect((await api.vm.get.query({ vmId })).vm.state).toBe('running');
  const id = jobIdOf(page);

  await page.goto(`/hosts/${await onlyHost(api)}`);
  const row = exportsOn(page).filter({ hasText: name });
  await expect(row).toContainText('before “it” $(x)');
  await expect(row).toContainText('copied while it ran');
  expect(await findingsOn(page)).toEqual([]);
  await expect(row).toContainText(id);
  const cwd = join(folderOf(stack), id);
  expect(readdirSync(cwd)).toEqual(expect.arrayContaining(['SHA256SUMS', 'export.json', name]));
  execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd });

  await row.getByRole('button', { name: /^Remove the export/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the export' }).click();
  await expect(page.getByText(`of ${name} is removed`)).toBeVisible();
  await expect(row).toBeHidden();
  mkdirSync(join(folderOf(stack), id));
  await page.reload();
  await expect(exportsOn(page).filter({ hasText: id })).toContainText('Damaged: Its export.json is missing');
  await page.getByRole('button', { name: `Remove the damaged export ${id}…` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the export' }).click();
  await expect(page.getByText('The damaged export is removed')).toBeVisible();
  expect(foldersIn(stack)).not.toContain(id);
});

test('a cancel while it copies leaves nothing on the host', async ({ stack, hyperv, admin: { api } }) => {
  const { vmId } = await provisionVm(api, { name: newName('ex'), machine });
  const before = foldersIn(stack);
  await hyperv.setFaults(slowly);
  const { jobId } = await api.vm.export.mutate({ vmId, name: 'cancelled' });
  await untilJob(api, jobId, 'copies', ({ steps }) =>
    steps.some((step) => step.name === 'copy-disks' && (step.progress?.doneBytes ?? 0) > 0),
  );
  await api.job.cancel.mutate({ jobId });
  expect(await untilEnded(api, jobId)).toMatchObject({ state: 'cancelled', leftBehind: [] });
  expect(foldersIn(stack)).toEqual(before);
  const again = await api.vm.export.mutate({ vmId, name: 'cancelled' });
  expect(await untilEnded(api, again.jobId)).toMatchObject({ state: 'succeeded' });
});

test('the host agent is killed while it copies, and the export is whole all the same', async ({
  stack,
  hyperv,
  admin: { api },
}) => {
  const { vmId } = await provisionVm(api, { name: newName('ex'), machine });
  const before = foldersIn(stack);
  await hyperv.setFaults(slowly);
  const { jobId } = await api.vm.export.mutate({ vmId, name: 'killed' });
  await untilJob(api, jobId, 'copies', ({ steps }) =>
    steps.some((step) => step.name === 'copy-disks' && (step.progress?.doneBytes ?? 0) > 0),
  );
  await stack.killHost();
  expect(foldersIn(stack)).toContain(`${jobId}.partial`);
  await stack.startHost();
  expect(await untilEnded(api, jobId)).toMatchObject({ state: 'succeeded', leftBehind: [] });
  expect(foldersIn(stack).toSorted()).toEqual([...before, jobId].toSorted());
  execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: join(folderOf(stack), jobId) });
});

test('a sandbox is exported once it is off; while it runs the page says what to do', async ({
  page,
  stack,
  admin: { api },
}) => {
  const { vmId, name } = await provisionVm(api, { name: newName('ex') });
  const dialog = await openDialog(page, vmId, name);
  const submit = dialog.getByRole('button', { name: `Export ${name}` });
  await expect(dialog.getByRole('alert')).toContainText('shut it down first');
  await expect(submit).toHaveAttribute('aria-disabled', 'true');
  const off = await api.vm.power.mutate({ vmId, action: 'power-off' });
  await untilEnded(api, off.jobId);
  await expect(dialog.getByRole('alert')).toBeHidden();
  await submit.click();
  await page.waitForURL(/\/jobs\//);
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'succeeded', {
    timeout: 30_000,
  });
  const archive = join(folderOf(stack), jobIdOf(page), 'root.tar');
  const hostname = execFileSync('tar', ['--extract', '--to-stdout', '--file', archive, './etc/hostname'], {
    encoding: 'utf8',
  });
  expect(hostname.trim()).toBe(name);
});
