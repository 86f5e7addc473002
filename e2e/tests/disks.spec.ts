/** Disks of a VM through the whole product on a simulated Hyper-V host. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobView } from '@busbar/shared/realtime/views';
import type { Locator, Page } from '@playwright/test';
import type { Api } from '../stack/api.ts';
import { findingsOn } from './axe.ts';
import { expect, filesOfVm, invitePerson, newName, provisionVm, untilDone, untilEnded } from './fixtures.ts';
import { machine, test } from './hyperv-fixtures.ts';
import { ShellPage } from './shell-page.ts';

const panelOf = (page: Page): Locator =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: 'Disks' }) });
const rowsOf = (page: Page): Locator => page.getByRole('list', { name: /^Disks of/ }).getByRole('listitem');
/** A VM with its tab open. */
async function shownVm(page: Page, api: Api): Promise<{ readonly vmId: string; readonly name: string }> {
  const vm = await provisionVm(api, { name: newName('disks'), machine });
  await page.goto(`/vms/${vm.vmId}?tab=settings`);
  await expect(rowsOf(page)).toHaveCount(1, { timeout: 30_000 });
  return vm;
}
async function choose(page: Page, row: number, item: string): Promise<void> {
  await rowsOf(page)
    .nth(row)
    .getByRole('button', { name: /^Change/ })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}
const ended = async (api: Api, asked: Promise<{ readonly jobId: string }>): Promise<JobView> =>
  untilEnded(api, (await asked).jobId);
const powerOff = async (api: Api, vmId: string): Promise<void> =>
  untilDone(api, await api.vm.power.mutate({ vmId, action: 'power-off' }));

test('added and grown while the VM runs, converted and compacted while it is off, removed', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  const { vmId, name } = await shownVm(page, api);
  await expect(rowsOf(page).first()).toContainText(/System disk · 1 GiB.*differencing vhdx/);
  expect(await findingsOn(page)).toEqual([]);

  await page.getByRole('button', { name: 'Add a disk…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Size, GiB').fill('0');
  await dialog.getByRole('button', { name: 'Add the disk' }).click();
  await expect(dialog).toContainText('A disk has at least 1 GiB.');
  await dialog.getByLabel('Size, GiB').fill('2');
  expect(await findingsOn(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add the disk' }).click();
  await expect(rowsOf(page).nth(1)).toContainText(/Data disk at SCSI 0:3 · 2 GiB.*dynamic/, {
    timeout: 30_000,
  });

  await choose(page, 1, 'Grow…');
  await dialog.getByLabel('New size, GiB').fill('2');
  await dialog.getByRole('button', { name: 'Grow the disk' }).click();
  await expect(dialog).toContainText('more than 2');
  await dialog.getByLabel('New size, GiB').fill('3');
  await dialog.getByRole('button', { name: 'Grow the disk' }).click();
  await expect(rowsOf(page).nth(1)).toContainText('3 GiB', { timeout: 30_000 });
  expect(await hyperv.vm(vmId)).toMatchObject({ State: 'Running' });

  await rowsOf(page)
    .nth(1)
    .getByRole('button', { name: /^Change/ })
    .click();
  await expect(page.getByRole('menuitem', { name: /^Compact/ })).toContainText('Shut it down first');
  await page.keyboard.press('Escape');
  await powerOff(api, vmId);
  await expect(page.getByRole('button', { name: 'Add a disk…' })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await choose(page, 1, 'Convert…');
  await dialog.getByRole('radio', { name: 'Fixed' }).check();
  await dialog.getByRole('button', { name: 'Convert the disk' }).click();
  await expect(rowsOf(page).nth(1)).toContainText('fixed', { timeout: 30_000 });
  await choose(page, 0, 'Compact…');
  await dialog.getByRole('button', { name: 'Compact the disk' }).click();
  await expect(dialog).toBeHidden();

  await expect(page.getByRole('button', { name: 'Add a disk…' })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await choose(page, 1, 'Remove…');
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
  expect(await findingsOn(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Remove and delete the disk' }).click();
  await expect(rowsOf(page)).toHaveCount(1, { timeout: 30_000 });
  expect(filesOfVm(stack, vmId).filter((path) => path.endsWith('.vhdx'))).toHaveLength(1);
});

test('what compacting won is said, and checkpoints are named as what stands against it', async ({
  page,
  admin: { api },
}) => {
  const { vmId } = await shownVm(page, api);
  await untilDone(api, await api.disk.add.mutate({ vmId, sizeGb: 1 }));
  await powerOff(api, vmId);
  const { disks, folder } = (await (await page.request.get(`/live/vms/${vmId}/disks`)).json()) as {
    readonly disks: readonly { readonly id: string; readonly name: string }[];
    readonly folder: string;
  };
  const file = `${folder}/${disks[1]?.name}`;
  const marker = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...marker, fileBytes: 512 * 2 ** 20, usedBytes: 12 * 2 ** 20 }));
  await expect(rowsOf(page).nth(1)).toContainText('takes 512 MiB', { timeout: 30_000 });
  const { jobId } = await api.disk.compact.mutate({ vmId, diskId: disks[1]?.id ?? '' });
  await untilDone(api, { jobId });
  await expect(rowsOf(page).nth(1)).toContainText('takes 12 MiB', { timeout: 30_000 });
  await page.goto(`/jobs/${jobId}`);
  await expect(page.getByText(/500\.0 MiB won/)).toBeVisible();

  await untilDone(api, await api.checkpoint.create.mutate({ vmId, name: 'kept' }));
  for (const asked of [
    () => api.disk.add.mutate({ vmId, sizeGb: 1 }),
    () => api.disk.convert.mutate({ vmId, diskId: 'system', kind: 'fixed' }),
  ])
    expect(await ended(api, asked())).toMatchObject({
      state: 'failed',
      leftBehind: [],
      error: { userMessage: expect.stringContaining('Remove its checkpoints first') },
    });
  await page.goto(`/vms/${vmId}?tab=settings`);
  await expect(panelOf(page).getByRole('status')).toContainText('Remove its checkpoints first');
});

test('a full clone has all disks, a linked one is refused; the host agent is killed meanwhile', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  const { vmId, name } = await shownVm(page, api);
  await hyperv.setFaults({ cmdlet: 'New-VHD', kind: 'slow', delayMs: 2_000, times: 1 });
  const { jobId } = await api.disk.add.mutate({ vmId, sizeGb: 2 });
  await expect(panelOf(page).getByRole('status')).toContainText('running', { timeout: 30_000 });
  await stack.killHost();
  await expect(panelOf(page).getByText(/is offline: as they were/)).toBeVisible();
  await stack.startHost();
  await untilDone(api, { jobId });
  await expect(rowsOf(page)).toHaveCount(2, { timeout: 30_000 });
  await powerOff(api, vmId);

  const linked = { vmId, name: newName('linked'), mode: 'linked' } as const;
  expect(await ended(api, api.vm.clone.mutate(linked))).toMatchObject({
    state: 'failed',
    error: { userMessage: expect.stringContaining('Make a full clone') },
  });
  const clone = await api.vm.clone.mutate({ vmId, name: newName('full'), mode: 'full' });
  await untilDone(api, clone);
  await page.goto(`/vms/${clone.vmId}?tab=settings`);
  await expect(rowsOf(page)).toContainText([/System disk · 1 GiB/, /Data disk at SCSI 0:3 · 2 GiB/], {
    timeout: 30_000,
  });
  const gone = await api.vm.delete.mutate({ vmId, confirmName: name });
  await untilDone(api, gone);
  await untilDone(api, await api.vm.power.mutate({ vmId: clone.vmId, action: 'start' }));
});

test('all of it moved to another place while it runs; the host agent is killed meanwhile', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  const { vmId, name } = await shownVm(page, api);
  await page.getByRole('button', { name: `More actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Move…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: 'gone' })).toBeDisabled();
  await expect(dialog).toContainText('Mount it, or correct BUSBAR_VM_FOLDERS on the host.');
  await expect(dialog.getByRole('radio', { name: 'On the host itself' })).toBeDisabled();
  await expect(dialog.getByRole('radio', { name: 'fast' })).toBeChecked();
  expect(await findingsOn(page)).toEqual([]);
  await hyperv.setFaults({ cmdlet: 'Move-VMStorage', kind: 'slow', delayMs: 2_000, times: 1 });
  await dialog.getByRole('button', { name: 'Move the files' }).click();
  await expect(page.getByRole('heading', { name: `Move the files of ${name}` })).toBeVisible();
  await expect(page.getByText('From host to fast')).toBeVisible({ timeout: 30_000 });
  await stack.killHost();
  await stack.startHost();
  await untilDone(api, { jobId: page.url().split('/').at(-1) ?? '' });
  expect(await hyperv.vm(vmId)).toMatchObject({ State: 'Running' });
  const { folder } = (await (await page.request.get(`/live/vms/${vmId}/disks`)).json()) as {
    readonly folder: string;
  };
  expect(folder).toContain(join(hyperv.fastFolder, vmId));
  await untilDone(api, await api.vm.delete.mutate({ vmId, confirmName: name }));
  expect(await readdir(hyperv.fastFolder)).toEqual([]);
});

test('the VM itself moved to another host while it runs, its jobs and open shell with it, everything killed meanwhile', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  // A second host, and two starts of each agent.
  test.slow();
  const { vmId, name } = await provisionVm(api, { name: newName('moved'), machine });
  const rack = newName('rack');
  const environment = await hyperv.addHost(rack);
  const other = await stack.addHost(rack, { environment });
  // It tells anew what it lets come and go.
  await stack.stopHost();
  await stack.startHost();
  const watching = await page.context().newPage();
  const shell = await ShellPage.open(watching, vmId);
  await shell.run('kept=by-its-guest');
  await page.goto(`/vms/${vmId}`);
  await page.getByRole('button', { name: `More actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Move…' }).click();
  const dialog = page.getByRole('dialog', { name: `Move ${name}` });
  await dialog.getByRole('radio', { name: rack }).check();
  expect(await findingsOn(page)).toEqual([]);
  await hyperv.setFaults({ cmdlet: 'Move-VM', kind: 'held', times: 1 });
  await dialog.getByRole('button', { name: `Move to ${rack}` }).click();
  await expect(page.getByRole('heading', { name: `Move ${name}` })).toBeVisible();
  await expect(page.getByText(`To ${rack}, into`)).toBeVisible({ timeout: 30_000 });
  await Promise.all([stack.killHost(), other.kill(), stack.killControl()]);
  await hyperv.setFaults();
  await stack.startControl();
  await Promise.all([stack.startHost(), other.start()]);
  const jobId = page.url().split('/').at(-1) ?? '';
  await untilDone(api, { jobId });
  await expect
    .poll(async () => (await api.vm.get.query({ vmId })).vm)
    .toMatchObject({ hostName: rack, state: 'running', channel: 'up' });
  expect((await hyperv.vms()).filter(({ Notes }) => Notes.includes(vmId))).toEqual([]);
  const { recentJobs } = await api.vm.get.query({ vmId });
  expect(recentJobs.map(({ kind }) => kind)).toEqual(['vm.move', 'vm.provision']);
  expect(filesOfVm(stack, vmId)).toEqual([]);
  await expect(shell.frame.getByRole('status')).toContainText(`to ${rack}. The shell went on in it.`);
  expect(await findingsOn(watching)).toEqual([]);
  await shell.untilLive();
  await shell.run('echo "$kept"');
  await shell.untilText(/^by-its-guest$/m);
  await shell.frame.getByRole('button', { name: 'OK' }).click();
  await expect(shell.frame.getByRole('status')).toBeHidden();
  await watching.close();
  await untilDone(api, await api.vm.delete.mutate({ vmId, confirmName: name }));
  await other.stop();
  const hosts = (await api.host.list.query()).items;
  const hostId = hosts.find((host) => host.name === rack)?.id ?? '';
  await api.host.remove.mutate({ hostId, confirmName: rack });
});

test('who may only look sees the disks and changes none', async ({ page, stack, admin, pageFor }) => {
  const { vmId } = await shownVm(page, admin.api);
  const viewer = await invitePerson(stack, admin, 'viewer');
  const theirs = await pageFor(viewer);
  await theirs.goto(`/vms/${vmId}?tab=settings`);
  await expect(rowsOf(theirs)).toHaveCount(1, { timeout: 30_000 });
  await expect(theirs.getByRole('button', { name: 'Add a disk…' })).toHaveAttribute('aria-disabled', 'true');
  await expect(viewer.api.disk.add.mutate({ vmId, sizeGb: 1 })).rejects.toThrow();
});
