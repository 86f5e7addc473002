/** Images of VMs through the whole product, on a simulated Hyper-V host. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { forgeZip } from '../../apps/host-agent/src/testing/forge-zip.ts';
import { bootableDisk } from '../../apps/host-agent/src/testing/image-jobs.ts';
import { findingsOn } from './axe.ts';
import { expect, newName, onlyHost, provisionVm, untilEnded } from './fixtures.ts';
import { machine, test } from './hyperv-fixtures.ts';

async function openDialog(page: Page, vmId: string, name: string): Promise<Locator> {
  await page.goto(`/vms/${vmId}`);
  await page.getByRole('button', { name: `More actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Make an image…' }).click();
  return page.getByRole('dialog', { name: `Make an image of ${name}` });
}

async function describeImage(dialog: Locator, slug: string): Promise<void> {
  await dialog.getByLabel('Name', { exact: true }).fill(slug);
  await dialog.getByLabel('Version (optional)').fill('1');
  await dialog.getByLabel('Title', { exact: true }).fill(`Of a VM, ${slug}`);
  await dialog.getByLabel('System', { exact: true }).fill('Debian GNU/Linux');
}

test('an image is made of a VM that goes on running, and a VM of that image', async ({
  page,
  admin: { api },
}) => {
  const { vmId, name } = await provisionVm(api, { name: newName('cap'), machine });
  const dialog = await openDialog(page, vmId, name);
  const slug = newName('golden');
  await describeImage(dialog, slug);
  await expect(dialog.getByRole('radio', { name: 'Clean the VM first' })).toBeChecked();
  await expect(dialog).toContainText('It does not become itself again');
  expect(await findingsOn(page)).toEqual([]);
  await dialog.getByRole('radio', { name: 'Keep its identity' }).check();
  await dialog.getByRole('button', { name: 'Make the image' }).click();
  await page.waitForURL(/\/jobs\//);
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'succeeded', {
    timeout: 60_000,
  });
  await expect(page.getByText('Its identity stays in the image')).toBeVisible();
  expect((await api.vm.get.query({ vmId })).vm.state).toBe('running');
  await page.goto('/images');
  const panel = page
    .getByRole('list', { name: 'Images', exact: true })
    .getByRole('listitem')
    .filter({ hasText: `${slug}-1` })
    .first();
  await expect(panel).toContainText(`the VM ${name}`);
  const made = await provisionVm(api, {
    name: newName('cap'),
    machine: { driver: 'hyperv', image: `${slug}-1` },
  });
  expect((await api.vm.get.query({ vmId: made.vmId })).vm.image).toBe(`${slug}-1`);
});

test('a VM without cloud-init cannot be cleaned, goes on running, and no image is made', async ({
  admin: { api },
}) => {
  const { vmId } = await provisionVm(api, { name: newName('cap'), machine });
  const what = { slug: newName('golden'), version: '1', title: 'Golden', os: 'Linux' };
  const job = await untilEnded(api, (await api.vm.capture.mutate({ vmId, ...what })).jobId);
  expect(job).toMatchObject({ state: 'failed', leftBehind: [] });
  expect(job.error?.userMessage).toContain('there is no cloud-init in it');
  expect((await api.vm.get.query({ vmId })).vm).toMatchObject({ state: 'running', channel: 'up' });
  const { items } = await api.image.list.query();
  expect(items.map(({ name }) => name)).not.toContain(`${what.slug}-1`);
});

test('a golden image is imported from a file of the host; one with a way out of its folder is not', async ({
  stack,
  admin: { api },
}) => {
  const disk = bootableDisk(8 * 2 ** 20, 9);
  const put = (name: string, entry: string): void =>
    writeFileSync(join(stack.hostState, 'disk-files', name), forgeZip([{ name: entry, content: disk }]));
  put('golden.zip', 'web1/Virtual Hard Disks/web1.img');
  put('evil.zip', '../../web1.img');
  const from = async (file: string) => {
    const what = { slug: newName('zip'), version: '1', title: 'Golden', os: 'Linux' };
    const source = { kind: 'file', name: file } as const;
    const input = { hostId: await onlyHost(api), driver: 'hyperv', ...what, source } as const;
    return untilEnded(api, (await api.image.import.mutate(input)).jobId);
  };
  expect(await from('golden.zip')).toMatchObject({ state: 'succeeded' });
  const refused = await from('evil.zip');
  expect(refused).toMatchObject({ state: 'failed', leftBehind: [] });
  expect(refused.error?.message).toContain('a file named');
});
