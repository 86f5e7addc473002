/** Imports of exports through the whole product, of sandboxes and of simulated Hyper-V VMs. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { Api } from '../stack/api.ts';
import { execInVm } from '../stack/exec.ts';
import { findingsOn } from './axe.ts';
import {
  expect,
  filesOfVm,
  newName,
  onlyHost,
  provisionVm,
  untilDone,
  untilEnded,
  untilJob,
} from './fixtures.ts';
import { machine, test } from './hyperv-fixtures.ts';

const word = 'written before the export';

/** From the host's page, as a person does. */
async function openDialog(page: Page, api: Api, vmName: string): Promise<Locator> {
  await page.goto(`/hosts/${await onlyHost(api)}`);
  const row = page
    .getByRole('list', { name: /^Exports on/ })
    .getByRole('listitem')
    .filter({ hasText: vmName });
  await row.getByRole('button', { name: /^Import the export/ }).click();
  return page.getByRole('dialog', { name: /^Import/ });
}

async function importAs(page: Page, dialog: Locator, name: string): Promise<string> {
  await dialog.getByRole('button', { name: `Import ${name}` }).click();
  await page.waitForURL(/\/jobs\//);
  const summary = page.getByTestId('job-summary');
  await expect(summary).toHaveAttribute('data-state', 'succeeded', { timeout: 30_000 });
  const href = await summary.getByRole('link', { name, exact: true }).getAttribute('href');
  return href?.split('/').at(-1) ?? '';
}

/** As the host's list tells it, for a request without the page. */
async function exportedOn(url: string, cookie: string, hostId: string, exportId: string) {
  const response = await fetch(`${url}/live/hosts/${hostId}/exports`, { headers: { cookie } });
  const { exports } = (await response.json()) as {
    exports: { id: string; vm: Parameters<Api['vm']['import']['mutate']>[0]['vm'] }[];
  };
  const found = exports.find(({ id }) => id === exportId);
  if (found === undefined) throw new Error(`The host does not list the export ${exportId}.`);
  return found.vm;
}

test('a sandbox comes back from its export as another VM, and in place once it was deleted', async ({
  page,
  stack,
  admin: { api, cookie },
}) => {
  const { vmId, name } = await provisionVm(api, { name: newName('im') });
  const run = (id: string, ...argv: string[]) => execInVm(stack.url, cookie, id, { argv });
  await run(
    vmId,
    'sh',
    '-c',
    `echo ${word} > /root/word; useradd --create-home ann; echo hers > /home/ann/own; chown ann /home/ann/own`,
  );
  await untilDone(api, await api.vm.power.mutate({ vmId, action: 'power-off' }));
  await untilDone(api, await api.vm.export.mutate({ vmId, name: 'kept' }));

  const dialog = await openDialog(page, api, name);
  await expect(dialog.getByRole('radio', { name: `${name} again` })).toBeDisabled();
  await expect(dialog).toContainText(`Not while ${name} is there`);
  expect(await findingsOn(page)).toEqual([]);
  const copyId = await importAs(page, dialog, `${name}-copy`);
  await expect(page.getByText(`Inside, ${name}-copy is still ${name}`)).toBeVisible();
  await untilDone(api, await api.vm.power.mutate({ vmId: copyId, action: 'start' }));
  const { stdout } = await run(copyId, 'sh', '-c', 'cat /root/word; stat -c %U /home/ann/own');
  expect(stdout).toBe(`${word}\nann\n`);

  await untilDone(api, await api.vm.delete.mutate({ vmId, confirmName: name }));
  const again = await openDialog(page, api, name);
  await expect(again.getByRole('radio', { name: `${name} again` })).toBeChecked();
  expect(await importAs(page, again, name)).toBe(vmId);
  expect((await api.vm.get.query({ vmId })).vm).toMatchObject({ name, state: 'stopped' });
  await untilDone(api, await api.vm.power.mutate({ vmId, action: 'start' }));
  expect((await run(vmId, 'cat', '/root/word')).stdout).toBe(`${word}\n`);
});

test('a Hyper-V VM is imported beside the one that runs; cancelled or with a changed file, nothing is left', async ({
  page,
  stack,
  hyperv,
  admin: { api, cookie },
}) => {
  const hostId = await onlyHost(api);
  const { vmId, name } = await provisionVm(api, { name: newName('im'), machine });
  const exported = await api.vm.export.mutate({ vmId, name: 'kept' });
  await untilDone(api, exported);
  const copyId = await importAs(page, await openDialog(page, api, name), `${name}-copy`);
  expect(await hyperv.vm(copyId)).toMatchObject({ Name: `${name}-copy`, State: 'Off' });
  expect(await hyperv.vm(vmId)).toMatchObject({ Name: name, State: 'Running' });

  const exportId = exported.jobId;
  const vm = await exportedOn(stack.url, cookie, hostId, exportId);
  const input = { hostId, exportId, mode: 'copy', name: newName('im'), vm } as const;
  await hyperv.setFaults({ cmdlet: 'New-VM', kind: 'slow', delayMs: 2_000, times: 1 });
  const cancelled = await api.vm.import.mutate(input);
  await untilJob(api, cancelled.jobId, 'makes the VM', ({ steps }) =>
    steps.some((step) => step.name === 'create-vm' && step.state === 'running'),
  );
  await api.job.cancel.mutate({ jobId: cancelled.jobId });
  expect(await untilEnded(api, cancelled.jobId)).toMatchObject({ state: 'cancelled', leftBehind: [] });
  expect(filesOfVm(stack, cancelled.vmId)).toEqual([]);

  appendFileSync(join(stack.hostState, 'exports', exportId, 'hyper-v.json'), ' ');
  const torn = await api.vm.import.mutate(input);
  const { state, error } = await untilEnded(api, torn.jobId);
  expect({ state, words: error?.userMessage }).toMatchObject({
    state: 'failed',
    words: expect.stringContaining('“hyper-v.json” of the export'),
  });
  expect(filesOfVm(stack, torn.vmId)).toEqual([]);
  expect((await hyperv.vms()).filter(({ Name }) => Name === input.name)).toEqual([]);
});
