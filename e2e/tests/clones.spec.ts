/** Clones through the whole product, of sandboxes and of simulated Hyper-V VMs. */
import type { Locator, Page } from '@playwright/test';
import { execInVm } from '../stack/exec.ts';
import { findingsOn } from './axe.ts';
import { expect, filesOfVm, newName, provisionVm, untilDone, untilEnded, untilJob } from './fixtures.ts';
import { machine, test } from './hyperv-fixtures.ts';

async function openDialog(page: Page, vmId: string, name: string): Promise<Locator> {
  await page.goto(`/vms/${vmId}`);
  await page.getByRole('button', { name: `More actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Clone…' }).click();
  return page.getByRole('dialog', { name: `Clone ${name}` });
}

/** The clone's id. */
async function clone(page: Page, dialog: Locator, name: string): Promise<string> {
  await dialog.getByRole('button', { name: `Clone ${name}` }).click();
  await page.waitForURL(/\/jobs\//);
  const summary = page.getByTestId('job-summary');
  await expect(summary).toHaveAttribute('data-state', 'succeeded', { timeout: 30_000 });
  const link = summary.getByRole('link', { name: `${name}-copy`, exact: true });
  return (await link.getAttribute('href'))?.split('/').at(-1) ?? '';
}

test('a sandbox is cloned whole once it is off, and has what the first one had', async ({
  page,
  stack,
  admin: { api, cookie },
}) => {
  const { vmId, name } = await provisionVm(api, { name: newName('cl') });
  const run = (id: string, ...argv: string[]) => execInVm(stack.url, cookie, id, { argv });
  await run(vmId, 'sh', '-c', 'echo here > /root/word');
  const dialog = await openDialog(page, vmId, name);
  await expect(dialog.getByRole('alert')).toContainText('shut it down first');
  await expect(dialog.getByRole('radio', { name: 'Linked' })).toBeDisabled();
  await expect(dialog).toContainText('makes no linked clones');
  expect(await findingsOn(page)).toEqual([]);
  await untilDone(api, await api.vm.power.mutate({ vmId, action: 'power-off' }));
  await expect(dialog.getByRole('alert')).toBeHidden();
  const cloneId = await clone(page, dialog, name);
  await expect(page.getByText(`Inside, ${name}-copy is still ${name}`)).toBeVisible();
  expect(filesOfVm(stack, cloneId).some((path) => path.includes('.partial'))).toBe(false);
  await untilDone(api, await api.vm.power.mutate({ vmId: cloneId, action: 'start' }));
  expect((await run(cloneId, 'cat', '/root/word')).stdout).toBe('here\n');
});

test('of a Hyper-V VM: full while it runs, cancelled without a trace; linked once it is off, and both start', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  const { vmId, name } = await provisionVm(api, { name: newName('cl'), machine });
  const input = { vmId, name: newName('cl'), mode: 'full' } as const;
  await hyperv.setFaults({ cmdlet: 'Export-VM', kind: 'slow', delayMs: 1_500, times: 1 });
  const cancelled = await api.vm.clone.mutate(input);
  await untilJob(api, cancelled.jobId, 'copies', ({ steps }) =>
    steps.some((step) => step.name === 'take-source' && (step.progress?.doneBytes ?? 0) > 0),
  );
  await api.job.cancel.mutate({ jobId: cancelled.jobId });
  expect(await untilEnded(api, cancelled.jobId)).toMatchObject({ state: 'cancelled', leftBehind: [] });
  expect(filesOfVm(stack, cancelled.vmId)).toEqual([]);
  expect(filesOfVm(stack, cancelled.jobId).filter((path) => path.includes('exports'))).toEqual([]);

  await untilDone(api, await api.vm.power.mutate({ vmId, action: 'power-off' }));
  const dialog = await openDialog(page, vmId, name);
  await expect(dialog.getByRole('note')).toContainText('do not come along');
  await dialog.getByRole('radio', { name: 'Linked' }).check();
  const cloneId = await clone(page, dialog, name);
  for (const id of [vmId, cloneId])
    await untilDone(api, await api.vm.power.mutate({ vmId: id, action: 'start' }));
  expect((await api.vm.get.query({ vmId: cloneId })).vm).toMatchObject({ templateName: `clone of ${name}` });
});
