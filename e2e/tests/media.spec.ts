/** ISOs of one's own through the whole product on a simulated Hyper-V host. */
import { join } from 'node:path';
import type { JobView } from '@busbar/shared/realtime/views';
import type { Locator, Page } from '@playwright/test';
import { writeSeedDisc } from '../../apps/host-agent/src/hypervisor/testing/seed-disc.ts';
import type { Api } from '../stack/api.ts';
import type { Stack } from '../stack/stack.ts';
import { findingsOn } from './axe.ts';
import { expect, newName, provisionVm, untilEnded, untilJob } from './fixtures.ts';
import { machine, test } from './hyperv-fixtures.ts';

/** As whoever administers the host puts it there. */
async function putIso(stack: Stack, name: string): Promise<string> {
  const path = join(stack.hostState, 'isos', name);
  await writeSeedDisc(path, '#cloud-config\n{}\n');
  return path;
}

const discsOf = (page: Page): Locator => page.getByRole('list', { name: /^Discs of/ }).getByRole('listitem');
/** A VM with its tab open. */
async function shownVm(page: Page, api: Api): Promise<{ readonly vmId: string; readonly name: string }> {
  const vm = await provisionVm(api, { name: newName('iso'), machine });
  await page.goto(`/vms/${vm.vmId}?tab=settings`);
  await expect(page.getByRole('heading', { name: 'Discs' })).toBeVisible();
  return vm;
}
async function attach(api: Api, vmId: string, iso: string): Promise<JobView> {
  return untilEnded(api, (await api.media.attach.mutate({ vmId, iso })).jobId);
}

test('attached, swapped and ejected on the page while the VM runs', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  const { vmId, name } = await shownVm(page, api);
  await expect(page.getByText('No disc is in a drive.')).toBeVisible();

  await page.getByRole('button', { name: 'Attach an ISO…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('There are no ISO files on');
  await expect(dialog).toContainText(join(stack.hostState, 'isos'));
  const rescue = await putIso(stack, "rescue it's “1”.iso");
  const other = await putIso(stack, 'other.iso');
  const choice = dialog.getByRole('combobox', { name: 'ISO' });
  await choice.selectOption("rescue it's “1”.iso");
  expect(await findingsOn(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Attach' }).click();
  await expect(discsOf(page)).toContainText([/rescue it's “1”\.iso/], { timeout: 30_000 });
  expect(await hyperv.discs(vmId)).toEqual([rescue]);
  expect(await findingsOn(page)).toEqual([]);

  await page.getByRole('button', { name: 'Swap the ISO…' }).click();
  await expect(dialog).toContainText('is taken out; a guest that has it mounted gets read errors');
  await choice.selectOption('other.iso');
  await dialog.getByRole('button', { name: 'Swap' }).click();
  await expect(discsOf(page)).toContainText([/other\.iso/], { timeout: 30_000 });
  expect(await hyperv.discs(vmId)).toEqual([other]);

  await page.getByRole('button', { name: 'Eject other.iso…' }).click();
  await page.getByRole('button', { name: `Eject it from ${name}` }).click();
  await expect(page.getByText('No disc is in a drive.')).toBeVisible({ timeout: 30_000 });
  expect(await hyperv.discs(vmId)).toEqual([]);
  expect(await hyperv.vm(vmId)).toMatchObject({ State: 'Running' });
});

test('a disc that somebody has put in at Hyper-V Manager is seen, and not ejected here', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  const { vmId } = await shownVm(page, api);
  await hyperv.person('Add-VMDvdDrive', vmId, { Path: await putIso(stack, 'theirs.iso') });
  await expect(discsOf(page)).toContainText([/theirs\.iso.*attached on its host/], { timeout: 30_000 });
  await expect(page.getByRole('button', { name: /^Eject/ })).toHaveCount(0);
});

test('an ISO that is gone fails in words, with the drive as it was', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  const { vmId } = await shownVm(page, api);
  const there = await putIso(stack, 'there.iso');
  await attach(api, vmId, 'there.iso');
  expect(await attach(api, vmId, 'gone.iso')).toMatchObject({
    state: 'failed',
    leftBehind: [],
    error: { code: 'not-found' },
  });
  await expect(page.getByRole('status').filter({ hasText: 'failed.' })).toContainText('gone.iso');
  expect(await hyperv.discs(vmId)).toEqual([there]);
});

test('the host agent is killed while a disc is swapped, and it is swapped all the same', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  const { vmId } = await shownVm(page, api);
  await putIso(stack, 'first.iso');
  const second = await putIso(stack, 'second.iso');
  await attach(api, vmId, 'first.iso');
  await expect(discsOf(page)).toContainText([/first\.iso/], { timeout: 30_000 });
  await hyperv.setFaults({ cmdlet: 'Set-VMDvdDrive', kind: 'slow', delayMs: 3_000, times: 1 });
  const { jobId } = await api.media.attach.mutate({ vmId, iso: 'second.iso' });
  await untilJob(api, jobId, 'swaps the ISO', ({ steps }) =>
    steps.some((step) => step.name === 'attach-iso' && step.state === 'running'),
  );
  await stack.killHost();
  const panel = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Discs' }) });
  await expect(panel.getByText(/is offline: as they were/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Swap the ISO…' })).toHaveAttribute('aria-disabled', 'true');
  await stack.startHost();
  expect(await untilEnded(api, jobId)).toMatchObject({ state: 'succeeded', leftBehind: [] });
  expect(await hyperv.discs(vmId)).toEqual([second]);
  await expect(discsOf(page)).toContainText([/second\.iso/], { timeout: 30_000 });
});
