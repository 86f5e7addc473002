/** A VM with hardware of its own, from the Provision form to a simulated Hyper-V and back to the VM's page. */
import type { Page } from '@playwright/test';
import { findingsOn } from './axe.ts';
import { expect, filesOfVm, newName, onlyHost, untilEnded } from './fixtures.ts';
import { machine, test } from './hyperv-fixtures.ts';

const settingsOf = async (page: Page, vmId: string): Promise<void> => {
  await page.goto(`/vms/${vmId}?tab=settings`);
};

test('two adapters with VLAN and static address, dynamic memory and a TPM: asked for, made, seen, resized', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  const hostId = await onlyHost(api);
  const lab = `${newName('Lab')} “it’s” $(x)`;
  const { jobId } = await api.switch.create.mutate({ hostId, name: lab, type: 'private' });
  expect(await untilEnded(api, jobId)).toMatchObject({ state: 'succeeded' });

  const name = newName('hw');
  await page.goto('/provision');
  await page.getByLabel('Image').selectOption({ value: `${machine.driver}/${machine.image}` });
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Network', { exact: true }).selectOption('adapters');
  await page.getByRole('button', { name: 'Add an adapter' }).click();
  const second = page.getByRole('group', { name: 'Adapter 2' });
  await second.getByLabel('Switch').selectOption(lab);
  await second.getByLabel('VLAN (optional)').fill('42');
  await second.getByLabel('Addresses', { exact: true }).selectOption('static');
  await second.getByLabel('Addresses with prefix').fill('192.0.2.10/24');
  await second.getByLabel('Gateway (optional)').fill('203.0.113.1');
  await page.getByLabel('Memory, MiB').fill('512');
  await page.getByLabel(/^Dynamic memory/).check();
  await page.getByLabel(/^TPM/).check();
  const submit = page.getByRole('button', { name: 'Provision 1 VM' });
  await submit.click();
  await expect(second.getByText('The gateway lies in none of the networks')).toBeVisible();
  await second.getByLabel('Gateway (optional)').fill('192.0.2.1');
  expect(await findingsOn(page)).toEqual([]);
  const preview = page.getByTestId('seed-preview');
  await preview.getByRole('button', { name: 'network-config' }).click();
  await expect(preview).toContainText('via: "192.0.2.1"');
  await submit.click();
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'succeeded', {
    timeout: 60_000,
  });

  const [vm] = (await api.vm.list.query({ search: name })).items;
  const vmId = vm?.id ?? '';
  const [first, other] = await hyperv.adapters(vmId);
  expect(first).toMatchObject({ SwitchName: 'Default Switch', DynamicMacAddressEnabled: false });
  expect(other).toMatchObject({
    SwitchName: lab,
    VlanSetting: { OperationMode: 'Access', AccessVlanId: 42 },
  });
  await settingsOf(page, vmId);
  const adapters = page.getByRole('list', { name: `Network adapters of ${name}` }).getByRole('listitem');
  await expect(adapters.nth(0)).toContainText('on Default Switch');
  await expect(adapters.nth(1)).toContainText(`on ${lab} · VLAN 42`);
  await expect(
    page.getByText(/^dynamic: starts with 512 MiB, from 256 MiB to 2 GiB, buffer 20 %/),
  ).toBeVisible();
  await expect(
    page.getByText('MicrosoftUEFICertificateAuthority').or(page.getByText('off')).first(),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Begin metering' }).click();
  await expect(page.getByRole('button', { name: 'Begin anew' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('512 MiB on average, from 512 MiB to 512 MiB')).toBeVisible();
  expect(await findingsOn(page)).toEqual([]);
  await page.getByRole('button', { name: 'End metering' }).click();
  await expect(page.getByRole('button', { name: 'Begin metering' })).toBeVisible({ timeout: 30_000 });

  const [made] = (await hyperv.switches()).filter((one) => one.Name === lab);
  const removal = await api.switch.remove.mutate({ hostId, switchId: String(made?.Id), name: lab });
  const refused = await untilEnded(api, removal.jobId);
  expect(refused).toMatchObject({ state: 'failed', error: { userMessage: expect.stringContaining(name) } });

  const off = await api.vm.power.mutate({ vmId, action: 'power-off' });
  await untilEnded(api, off.jobId);
  await page.reload();
  await page.getByRole('button', { name: `More actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Resize…' }).click();
  await page.getByRole('dialog').getByLabel('Memory is').selectOption('static');
  await page.getByRole('dialog').getByRole('button', { name: 'Resize' }).click();
  await page.waitForURL(/\/jobs\//);
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'succeeded', {
    timeout: 30_000,
  });
  await settingsOf(page, vmId);
  await expect(page.getByText('512 MiB, static')).toBeVisible();

  const gone = await api.vm.delete.mutate({ vmId, confirmName: name });
  expect(await untilEnded(api, gone.jobId)).toMatchObject({ state: 'succeeded' });
  expect(filesOfVm(stack, vmId)).toEqual([]);
});
