/** Checkpoints through the whole product on a simulated Hyper-V host, which holds states and no files of guests. */
import type { Locator, Page } from '@playwright/test';
import { findingsOn } from './axe.ts';
import { expect, newName, provisionVm, untilDone, untilEnded, untilJob } from './fixtures.ts';
import { expectState, machine, test } from './hyperv-fixtures.ts';

const treeOf = (page: Page): Locator => page.getByRole('list', { name: /^Checkpoints of/ });
const expectTree = (page: Page, ...lines: readonly RegExp[]): Promise<void> =>
  expect(treeOf(page).getByRole('listitem')).toContainText([...lines], { timeout: 30_000 });
/** The tab itself is loaded when it is first opened. */
async function openTab(page: Page, vmId: string): Promise<void> {
  await page.goto(`/vms/${vmId}?tab=checkpoints`);
  await expect(page.getByRole('heading', { name: /^Checkpoints/, level: 2 })).toBeVisible();
}

test('made, seen, applied, renamed and removed on the page', async ({ page, hyperv, admin: { api } }) => {
  const { vmId, name } = await provisionVm(api, { name: newName('cp'), machine });
  await openTab(page, vmId);
  await expect(page.getByText('No checkpoints yet')).toBeVisible();

  await page.getByRole('button', { name: 'Make a checkpoint…' }).click();
  await page.getByLabel('Name').fill('clean');
  await page.keyboard.press('Enter');
  await expectTree(page, /clean.*disk and memory/, /Now/);
  expect(await hyperv.checkpoints(vmId)).toEqual(['clean']);

  await page.getByRole('button', { name: 'Rename clean' }).click();
  const field = page.getByRole('textbox', { name: 'New name of “clean”' });
  await expect(field).toBeFocused();
  await field.fill('before the “upgrade” $(x)');
  await page.keyboard.press('Enter');
  await expectTree(page, /before the “upgrade” \$\(x\)/, /Now/);
  await expect(field).toBeHidden();
  await expect(page.getByRole('button', { name: /^Rename before/ })).toBeFocused();

  await page.getByRole('button', { name: /^Apply before/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(`everything that was written to the disk of ${name} since`);
  await expect(dialog).toContainText('goes on from that moment');
  await dialog.getByRole('checkbox', { name: 'Start it afterwards' }).uncheck();
  await expect(dialog).toContainText('waits at that moment, with its memory');
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
  await dialog.getByRole('button', { name: `Return ${name}` }).click();
  await expectState(page, 'saved');
  const newest = async () => (await api.job.list.query({ vmId, limit: 1 })).items[0];
  const newestDone = async () => untilDone(api, { jobId: (await newest())?.id ?? '' });
  await newestDone();
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expectState(page, 'running');
  await newestDone();

  await page.getByRole('button', { name: /^Export before/ }).click();
  await page.getByRole('dialog').getByLabel('Name of the export').fill('as it was');
  await page.getByRole('button', { name: 'Export the checkpoint' }).click();
  await expect.poll(async () => (await newest())?.kind).toBe('vm.export');
  await newestDone();
  await expectState(page, 'running');

  await page.getByRole('button', { name: /^Remove before/ }).click();
  await page.getByRole('button', { name: 'Remove the checkpoint' }).click();
  await expect(page.getByText('No checkpoints yet')).toBeVisible({ timeout: 30_000 });
  expect(await hyperv.checkpoints(vmId)).toEqual([]);
});

test('what somebody does in Hyper-V Manager is seen, as a tree with the VM in it', async ({
  page,
  hyperv,
  admin: { api },
}) => {
  const { vmId } = await provisionVm(api, { name: newName('cp'), machine });
  await openTab(page, vmId);
  await hyperv.person('Checkpoint-VM', vmId, { SnapshotName: 'by hand' });
  await expectTree(page, /by hand/, /Now/);
  await hyperv.person('Checkpoint-VM', vmId, { SnapshotName: 'later' });
  await expectTree(page, /by hand/, /later.*made on by hand/, /Now/);
  await hyperv.person('Restore-VMSnapshot', vmId, { Name: 'by hand' });
  await expectTree(page, /by hand/, /later/, /Now/);
  await expectState(page, 'saved');
  expect(await findingsOn(page)).toEqual([]);
});

test('a name that is taken and a checkpoint that is gone fail with nothing changed', async ({
  hyperv,
  admin: { api },
}) => {
  const { vmId } = await provisionVm(api, { name: newName('cp'), machine });
  const made = await api.checkpoint.create.mutate({ vmId, name: 'one' });
  expect(await untilEnded(api, made.jobId)).toMatchObject({ state: 'succeeded' });
  const again = await api.checkpoint.create.mutate({ vmId, name: 'one' });
  expect(await untilEnded(api, again.jobId)).toMatchObject({
    state: 'failed',
    leftBehind: [],
    error: { code: 'already-exists' },
  });
  const checkpointId = '018f0000-0000-7000-8000-00000000c0de';
  const gone = await api.checkpoint.applyTo.mutate({ vmId, checkpointId, start: true });
  expect(await untilEnded(api, gone.jobId)).toMatchObject({
    state: 'failed',
    leftBehind: [],
    error: { code: 'not-found' },
  });
  expect(await hyperv.checkpoints(vmId)).toEqual(['one']);
  expect(await hyperv.vm(vmId)).toMatchObject({ State: 'Running' });
});

test('the host agent is killed in the middle of an apply, and the VM comes back all the same', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  const { vmId } = await provisionVm(api, { name: newName('cp'), machine });
  const made = await api.checkpoint.create.mutate({ vmId, name: 'clean' });
  await untilEnded(api, made.jobId);
  await openTab(page, vmId);
  await expectTree(page, /clean/, /Now/);
  const apply = page.getByRole('button', { name: 'Apply clean…' });

  const [{ id: checkpointId } = { id: '' }] = await checkpointsOf(page, vmId);
  await hyperv.setFaults({ cmdlet: 'Restore-VMSnapshot', kind: 'slow', delayMs: 3_000, times: 1 });
  const { jobId } = await api.checkpoint.applyTo.mutate({ vmId, checkpointId, start: true });
  await untilJob(api, jobId, 'returns the VM', ({ steps }) =>
    steps.some((step) => step.name === 'apply-checkpoint' && step.state === 'running'),
  );
  await stack.killHost();
  await expect(page.getByText(/is offline: as they were/)).toBeVisible();
  await expect(apply).toHaveAttribute('aria-disabled', 'true');
  await stack.startHost();
  expect(await untilEnded(api, jobId)).toMatchObject({ state: 'succeeded', leftBehind: [] });
  expect(await hyperv.vm(vmId)).toMatchObject({ State: 'Running' });
  expect(await hyperv.checkpoints(vmId)).toEqual(['clean']);
  await expectTree(page, /clean/, /Now/);
  await expect(apply).not.toHaveAttribute('aria-disabled', 'true');
});

/** As the page asks for them. */
async function checkpointsOf(page: Page, vmId: string): Promise<readonly { readonly id: string }[]> {
  const response = await page.request.get(`/live/vms/${vmId}/checkpoints`);
  return ((await response.json()) as { checkpoints: { id: string }[] }).checkpoints;
}
