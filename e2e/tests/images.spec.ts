/** The image catalogue through the whole product: imported, used, verified and removed on a simulated Hyper-V host. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { findProgram } from '../../apps/host-agent/src/hypervisor/process/find-program.ts';
import { FileServer } from '../../apps/host-agent/src/testing/file-server.ts';
import { bootableDisk } from '../../apps/host-agent/src/testing/image-jobs.ts';
import type { Api } from '../stack/api.ts';
import { SimulatedHyperv } from '../stack/simulated-hyperv.ts';
import { findingsOn } from './axe.ts';
import { expect, newName, onlyHost, provisionVm, requestVm, untilEnded } from './fixtures.ts';
import { test } from './hyperv-fixtures.ts';

const hasQemuImg = (await findProgram('qemu-img')) !== null;
test.skip(!hasQemuImg, 'qemu-img is not installed');

/** A bootable disk of 8 MiB, packed as distributions publish theirs. */
function qcow2Disk(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'bb-disk-'));
  try {
    writeFileSync(join(folder, 'raw'), bootableDisk(8 * 2 ** 20, 3));
    execFileSync('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', 'raw', 'disk'], { cwd: folder });
    return readFileSync(join(folder, 'disk'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const panelOf = (page: Page, name: string): Locator =>
  page
    .getByRole('list', { name: 'Images', exact: true })
    .getByRole('listitem')
    .filter({ hasText: name })
    .first();

const fromFile = (hostId: string, slug: string, name: string) => ({
  ...{ hostId, driver: 'hyperv' as const, slug, version: '1', title: slug, os: 'Linux', hasCloudInit: false },
  source: { kind: 'file' as const, name },
});
async function importFile(api: Api, slug: string, name: string): Promise<void> {
  const { jobId } = await api.image.import.mutate(fromFile(await onlyHost(api), slug, name));
  expect(await untilEnded(api, jobId)).toMatchObject({ state: 'succeeded' });
}

test('an image is imported from a URL whose connection breaks, used, verified, and removed once unused', async ({
  page,
  admin: { api },
}) => {
  const server = await FileServer.start({ content: qcow2Disk(), cuts: { times: 1, afterBytes: 2 ** 20 } });
  const slug = newName('debian');
  const image = `${slug}-20260801`;
  await page.goto('/images');
  await page.getByRole('button', { name: 'Import an image' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import an image' });
  const places = dialog.getByLabel('To', { exact: true });
  await expect(places).toBeVisible();
  await places.selectOption({ label: await hypervAmong(places) });
  await dialog.getByLabel('URL', { exact: true }).fill(server.url('disk.qcow2'));
  await dialog.getByLabel('Checksum (recommended)').fill(server.sha256);
  await dialog.getByLabel('Name', { exact: true }).fill(slug);
  await dialog.getByLabel('Version (optional)').fill('20260801');
  await dialog.getByLabel('Title', { exact: true }).fill(`Debian “13” ${slug}`);
  await dialog.getByLabel('System', { exact: true }).fill('Debian GNU/Linux');
  await dialog.getByLabel('Cloud-init is in it').uncheck();
  expect(await findingsOn(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await page.waitForURL(/\/jobs\//);
  await expect(page.getByRole('heading', { name: `Import the image ${image}` })).toBeVisible();
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'succeeded', {
    timeout: 30_000,
  });
  expect(server.requests.map(({ range }) => range !== null)).toEqual([false, true]);
  await server.close();

  await page.goto('/images');
  const panel = panelOf(page, image);
  await expect(panel).toContainText('intact, read');
  await expect(panel).toContainText('as its checksum says');
  await expect(panel).toContainText('unused');
  expect(await findingsOn(page)).toEqual([]);
  const { vmId, name } = await provisionVm(api, {
    name: newName('img'),
    machine: { driver: 'hyperv', image },
  });
  await expect(panel).toContainText('used by 1 VM');
  await panel.getByRole('button', { name: `Verify ${image}` }).click();
  await expect(page.getByText('The image is being verified')).toBeVisible();

  const hostId = await onlyHost(api);
  const refused = await api.image.remove.mutate({ hostId, driver: 'hyperv', image });
  expect((await untilEnded(api, refused.jobId)).error?.userMessage).toContain(name);
  const deleting = await api.vm.delete.mutate({ vmId, confirmName: name });
  await untilEnded(api, deleting.jobId);
  await expect(panel).toContainText('unused');
  await panel.getByRole('button', { name: `Remove ${image} from` }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Remove ${image}` })
    .click();
  await expect(panel).toBeHidden();
});

const hypervAmong = async (places: Locator): Promise<string> =>
  (await places.locator('option').allInnerTexts()).find((text) => text.endsWith('(hyperv)')) ?? '';

test('the host agent is killed while it fetches, and goes on with the byte that is missing', async ({
  stack,
  admin: { api },
}) => {
  const content = qcow2Disk();
  const server = await FileServer.start({ content, cuts: { times: 0, afterBytes: 0 } });
  await stack.stopHost();
  await stack.startHost({ crashAt: 'fetch:half' });
  const input = fromFile(await onlyHost(api), newName('debian'), '');
  const { jobId } = await api.image.import.mutate({
    ...input,
    source: { kind: 'url', url: server.url('disk.qcow2') },
    checksum: { kind: 'sha256', value: server.sha256 },
  });
  await stack.hostExited();
  await stack.startHost();
  expect(await untilEnded(api, jobId)).toMatchObject({ state: 'succeeded', leftBehind: [] });
  const [first, second] = server.requests.map(({ range }) => range);
  expect(first).toBeNull();
  expect(Number(/^bytes=(\d+)-$/.exec(second ?? '')?.[1])).toBeGreaterThanOrEqual(content.length / 2);
  await server.close();
});

test('a file of the host is imported; once its disk has changed no VM is made from it, and the page says so', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  const slug = newName('file');
  writeFileSync(join(stack.hostState, 'disk-files', `${slug}.img`), bootableDisk(8 * 2 ** 20, 5));
  await page.goto('/images');
  await page.getByRole('button', { name: 'Import an image' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import an image' });
  await dialog.getByRole('button', { name: /^A file on/ }).click();
  await expect(dialog.getByLabel('File', { exact: true }).locator('option')).toContainText([
    /Choose/,
    `${slug}.img (8 MiB)`,
  ]);
  await page.keyboard.press('Escape');

  await importFile(api, slug, `${slug}.img`);
  const disk = join(hyperv.imagesFolder, `${slug}-1`, 'disk.vhdx');
  chmodSync(disk, 0o644);
  writeFileSync(disk, readFileSync(disk).fill(7, 3 * 2 ** 20, 3 * 2 ** 20 + 1));
  const machine = { driver: 'hyperv' as const, image: `${slug}-1` };
  const { jobId } = await requestVm(api, { name: newName('img'), machine });
  const job = await untilEnded(api, jobId);
  expect(job).toMatchObject({ state: 'failed', leftBehind: [] });
  expect(job.error?.userMessage).toContain(`“${slug}-1” on this host is damaged`);
  const verifying = await api.image.verify.mutate({ hostId: await onlyHost(api), ...machine });
  expect(await untilEnded(api, verifying.jobId)).toMatchObject({ state: 'failed' });
  await page.reload();
  await expect(panelOf(page, `${slug}-1`)).toContainText('damaged: no VM is made from it');

  const newer = { ...fromFile(await onlyHost(api), slug, `${slug}.img`), version: '2' };
  await untilEnded(api, (await api.image.import.mutate(newer)).jobId);
  await expect(panelOf(page, `${slug}-1`)).toContainText('outdated: 2 is newer');
});

test('an image is copied to another host, whose agent is killed meanwhile; a VM for that host waits for the same copy', async ({
  page,
  stack,
  admin: { api },
}) => {
  // A second Hyper-V, and two starts of its host agent.
  test.slow();
  const slug = newName('copied');
  const image = `${slug}-1`;
  writeFileSync(join(stack.hostState, 'disk-files', `${slug}.img`), bootableDisk(8 * 2 ** 20, 5));
  await importFile(api, slug, `${slug}.img`);
  const hyperv = await SimulatedHyperv.start();
  const name = newName('rack');
  const other = await stack.addHost(name, { environment: hyperv.environment, crashAt: 'fetch:half' });
  const hostId = (await api.host.list.query()).items.find((host) => host.name === name)?.id ?? '';

  await page.goto('/provision');
  await page.getByLabel('Image', { exact: true }).selectOption({ label: `${slug} (hyperv)` });
  await page.getByLabel('Host', { exact: true }).selectOption({ label: name });
  await expect(page.getByText(`${name} lacks the image.`)).toBeVisible();
  expect(await findingsOn(page)).toEqual([]);
  await page.goto('/images');
  await panelOf(page, image)
    .getByRole('button', { name: `Copy ${image} (hyperv) to another host` })
    .click();
  const dialog = page.getByRole('dialog', { name: `Copy ${image} to another host` });
  await dialog.getByLabel('To', { exact: true }).selectOption({ label: `${name} (hyperv)` });
  expect(await findingsOn(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Copy the image' }).click();
  await page.waitForURL(/\/jobs\//);
  await other.exited();
  const machine = { driver: 'hyperv', image } as const;
  const vm = await requestVm(api, { name: newName('img'), hostId, machine, copyImage: true });
  await other.start();
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'succeeded', {
    timeout: 60_000,
  });
  const job = await untilEnded(api, vm.jobId);
  expect(job).toMatchObject({ state: 'succeeded', error: null });
  expect(page.url()).toContain(job.afterId);
  await page.goto(`/jobs/${vm.jobId}`);
  await expect(page.getByRole('link', { name: 'after another job' })).toBeVisible();
  await page.goto('/images');
  await expect(panelOf(page, image).getByRole('listitem').filter({ hasText: name })).toContainText(
    'copied from',
  );

  const deleting = await api.vm.delete.mutate({ vmId: vm.vmId, confirmName: vm.name });
  await untilEnded(api, deleting.jobId);
  await other.stop();
  await api.host.remove.mutate({ hostId, confirmName: name });
  await hyperv.stop();
});
