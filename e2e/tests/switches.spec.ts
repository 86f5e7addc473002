/** Virtual switches on the page of a simulated Hyper-V host. */
import type { Locator, Page } from '@playwright/test';
import { findingsOn } from './axe.ts';
import { expect, newName, onlyHost, provisionVm } from './fixtures.ts';
import { machine, test } from './hyperv-fixtures.ts';

const switchesOn = (page: Page): Locator =>
  page.getByRole('list', { name: /^Switches of/ }).getByRole('listitem');

async function create(page: Page, name: string, type: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Create a switch…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Create a switch on/ });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Type').selectOption(type);
  return dialog;
}

test('switches are made and removed on the page of their host; one with a VM on it stays', async ({
  page,
  hyperv,
  admin: { api },
}) => {
  const hostId = await onlyHost(api);
  await page.goto(`/hosts/${hostId}`);
  await expect(switchesOn(page)).toContainText(['Default Switch']);
  const name = `${newName('Lab')} “it’s” $(x)`;
  const dialog = await create(page, name, 'external');
  await expect(dialog.getByRole('note')).toContainText('is interrupted for a moment');
  await dialog.getByLabel('Network adapter').selectOption('Ethernet');
  expect(await findingsOn(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Create the switch' }).click();
  const row = switchesOn(page).filter({ hasText: name });
  await expect(row).toContainText(
    'external, on Simulated Gigabit Network Connection, which the host uses too',
  );
  const [made] = (await hyperv.switches()).filter((one) => one.Name === name);
  expect(made).toMatchObject({ SwitchType: 'External', AllowManagementOS: true });

  await create(page, newName('Lab'), 'external');
  await expect(page.getByLabel('Network adapter').locator('option')).toContainText([/Choose/, `has ${name}`]);
  await page.keyboard.press('Escape');

  const { vmId, name: vmName } = await provisionVm(api, { name: newName('sw'), machine });
  await hyperv.person('Add-VMNetworkAdapter', vmId, { SwitchName: name });
  const removal = await api.switch.remove.mutate({ hostId, switchId: String(made?.Id), name });
  await page.goto(`/jobs/${removal.jobId}`);
  await expect(page.getByRole('heading', { name: `Remove the virtual switch ${name}` })).toBeVisible();
  await expect(page.getByText(`VMs are on the switch “${name}”: ${vmName}.`).first()).toBeVisible();
  await page.goto(`/hosts/${hostId}`);
  await expect(row.getByRole('link', { name: vmName })).toBeVisible();
  const remove = row.getByRole('button', { name: `Remove the switch ${name}…` });
  await expect(remove).toHaveAttribute('aria-disabled', 'true');

  await hyperv.person('Remove-VMNetworkAdapter', vmId);
  await page.reload();
  await remove.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the switch' }).click();
  await expect
    .poll(async () => (await hyperv.switches()).map((one) => one.Name), { timeout: 20_000 })
    .not.toContain(name);
  await expect(row).toBeHidden({ timeout: 20_000 });
});
