/** The main job, end to end, as a newcomer does it; it also takes the pictures of the README. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { WebhookReceiver } from '../stack/webhook-receiver.ts';
import { expect, newName, onlyHost, provisionVm, test } from './fixtures.ts';
import { ShellPage } from './shell-page.ts';

const picturesFolder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
type Picture = 'fleet' | 'provision' | 'job' | 'vm-shell' | 'webhook-delivery' | 'vms-dark' | 'shell-390';

/** Only when asked, so that an ordinary run leaves the checkout as it is. */
const isTakingPictures = process.env.BUSBAR_SCREENSHOTS === '1';

async function takePicture(page: Page, name: Picture): Promise<void> {
  if (!isTakingPictures) return;
  mkdirSync(picturesFolder, { recursive: true });
  await expect(page.locator('.skeleton')).toHaveCount(0);
  await expect(page.locator('[data-sonner-toast]')).toHaveCount(0, { timeout: 15_000 });
  // The form that was filled in stays behind the page of its job.
  await page.locator('h1:visible').scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${picturesFolder}${name}.png`, caret: 'initial' });
}

/** A template as an operator would write it; its last command takes the seconds that a real start takes. */
const userData = `#cloud-config
hostname: {{ HOSTNAME }}
timezone: {{ TIMEZONE }}
users:
  - name: {{ USERNAME }}
    shell: /bin/bash
    sudo: ALL=(ALL) NOPASSWD:ALL
write_files:
  - path: /srv/shop/motd
    content: |
      {{ GREETING }}
runcmd:
  - echo "warming the cache of {{ HOSTNAME }}"
  - [sleep, "3"]
`;
const variable = { help: '', type: 'text' as const, choices: [], required: true };
const variables = [
  { ...variable, name: 'USERNAME', label: 'User name', defaultValue: 'operator' },
  { ...variable, name: 'TIMEZONE', label: 'Time zone', defaultValue: 'Europe/Berlin' },
  { ...variable, name: 'GREETING', label: 'Greeting', defaultValue: '' },
];

test('from the fleet to a shell and a delivered webhook', async ({ page, admin: { api } }) => {
  const receiver = new WebhookReceiver(0);
  try {
    const title = isTakingPictures ? 'Shop front' : newName('Shop front');
    await api.template.save.mutate({
      title,
      description: 'One front of the shop, with its cache.',
      documents: { metaData: 'instance-id: {{ VM_ID }}\nlocal-hostname: {{ HOSTNAME }}\n', userData },
      variables,
      defaults: { cpuCount: 1, memoryMb: 256, diskGb: 2 },
    });
    const webhookName = isTakingPictures ? 'deploy-bot' : newName('deploy-bot');
    const secret = await addWebhook(page, webhookName, await receiver.listen());
    receiver.trust(secret);
    for (const name of isTakingPictures ? ['web-1', 'web-2', 'cache-1', 'queue-1', 'db-1'] : [newName('db')])
      await provisionVm(api, { name });
    const { items: hosts } = await api.host.list.query();

    await page.goto('/');
    await page
      .getByRole('main')
      .getByRole('link', { name: /Provision/ })
      .first()
      .click();
    const name = isTakingPictures ? 'shop-1' : newName('shop');
    await fillForm(page, { title, name, hostId: await onlyHost(api), hostName: hosts[0]?.name ?? '' });
    await takePicture(page, 'provision');
    expect((await api.vm.list.query({ search: name })).items).toEqual([]);

    await page.getByRole('button', { name: 'Provision 1 VM' }).click();
    await expectLiveSteps(page);
    await expect(page).toHaveTitle(`Provision ${name} · Busbar`);
    await page.getByRole('link', { name: 'Open shell' }).click();
    await expect(page).not.toHaveTitle(/^Provision/);
    const shell = new ShellPage(page);
    await shell.untilLive();
    await shell.run('cat /srv/shop/motd; hostname; id operator');
    await shell.untilText(/^Welcome to the shop$/m);
    await shell.untilText(new RegExp(`^${name}$`, 'm'));
    await shell.untilText(/^uid=\d+\(operator\)/m);
    await takePicture(page, 'vm-shell');

    await expectDelivery(page, webhookName, name);
    expect(receiver.received.every(({ isGenuine }) => isGenuine)).toBe(true);
    await takeOtherPictures(page, name);
  } finally {
    receiver.close();
  }
});

/** Returns the secret, which the page shows once. */
async function addWebhook(page: Page, name: string, address: string): Promise<string> {
  await page.goto('/webhooks');
  await page.getByRole('button', { name: 'Add a webhook' }).first().click();
  const form = page.getByRole('form', { name: 'Add a webhook' });
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Address', { exact: true }).fill(address);
  await form.getByLabel('Allow private and loopback addresses').click();
  await form.getByRole('button', { name: 'Add the webhook' }).click();
  const dialog = page.getByRole('dialog', { name: 'Copy the secret now' });
  const secret = (await dialog.locator('code[data-secret]').textContent()) ?? '';
  expect(secret).toMatch(/^whsec_/);
  await dialog.getByRole('link', { name: 'Show the webhook' }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  return secret;
}

type Choices = {
  readonly title: string;
  readonly name: string;
  readonly hostId: string;
  readonly hostName: string;
};

/** Every choice of the page, with a mistake that the preview marks and that is put right. */
async function fillForm(page: Page, { title, name, hostId, hostName }: Choices): Promise<void> {
  const form = page.getByRole('form', { name: 'Provision VMs' });
  await form.getByLabel('Image').selectOption('sandbox/sandbox-default');
  await form.getByLabel('Template').selectOption({ label: title });
  await form.getByLabel('Host', { exact: true }).selectOption({ label: hostName });
  await expect(form.getByLabel('Host', { exact: true })).toHaveValue(hostId);
  await form.getByLabel('Name', { exact: true }).fill(name);
  await form.getByLabel('CPUs').fill('2');
  await form.getByLabel('Memory, MiB').fill('384');
  const preview = page.getByTestId('seed-preview');
  const lint = page.getByTestId('lint-result');
  await expect(preview).toContainText(`hostname: ${name}`);
  await expect(lint).toContainText('GREETING');

  await form.locator('#variable-GREETING').fill('Welcome to the shop');
  await form.locator('#variable-TIMEZONE').fill('Europe/Berlinn');
  await expect(lint).toContainText('"Europe/Berlinn" is not a known time zone');
  await expect(lint).toContainText('Did you mean Europe/Berlin?');
  await expect(preview.locator('.cm-lint-marker')).toHaveCount(1);
  await form.locator('#variable-TIMEZONE').fill('Europe/Berlin');
  await expect(lint).toHaveAttribute('data-count', '0');
  await expect(preview).toContainText('Welcome to the shop');
  await expect(page.getByRole('listitem').filter({ hasText: 'Wait for cloud-init' })).toBeVisible();
}

/** The page is not loaded again: what changes on it came by itself. */
async function expectLiveSteps(page: Page): Promise<void> {
  const summary = page.getByTestId('job-summary');
  await expect(page).toHaveURL(/\/jobs\//);
  const step = page.locator('[data-testid=job-step][data-step=wait-cloud-init]');
  await expect(step).toHaveAttribute('data-state', 'running');
  await expect(page.getByTestId('log-line').first()).toBeVisible();
  if (isTakingPictures) {
    // Only this step's log: what a machine's kernel calls itself says nothing to readers.
    await step.getByRole('button').click();
    await takePicture(page, 'job');
  }
  await expect(step).toHaveAttribute('data-state', 'succeeded');
  await expect(summary).toHaveAttribute('data-state', 'succeeded');
  await expect(page.locator('[data-testid=job-step]:not([data-state=succeeded])')).toHaveCount(0);
}

async function expectDelivery(page: Page, webhookName: string, vmName: string): Promise<void> {
  await page.goto('/webhooks');
  await page.getByRole('link', { name: webhookName }).click();
  const delivery = page.locator('[data-testid=delivery][data-event="job.succeeded"]').first();
  await expect(delivery).toHaveAttribute('data-state', 'delivered');
  await delivery.getByRole('button').click();
  const attempt = page.getByTestId('delivery-attempt');
  await expect(attempt).toHaveAttribute('data-status', '200');
  await expect(attempt).toContainText('webhook-signature');
  await expect(attempt).toContainText('thanks');
  await expect(page.getByTestId('delivery-payload')).toContainText(vmName);
  await takePicture(page, 'webhook-delivery');
}

async function takeOtherPictures(page: Page, vmName: string): Promise<void> {
  await page.goto('/');
  await expect(page.getByText(vmName).first()).toBeVisible();
  await takePicture(page, 'fleet');
  await page.goto('/vms');
  const row = page.getByRole('table', { name: 'VMs' }).getByRole('row').filter({ hasText: vmName });
  await expect(row.getByTestId('vm-lights')).toHaveAttribute('data-channel', 'up');
  await page.emulateMedia({ colorScheme: 'dark' });
  await takePicture(page, 'vms-dark');
  await page.setViewportSize({ width: 390, height: 844 });
  await row.getByText(vmName).click();
  await page.getByRole('link', { name: 'Open shell' }).click();
  const shell = new ShellPage(page);
  await shell.untilLive();
  await shell.run('clear; cat /srv/shop/motd; id operator');
  await shell.untilText(/^uid=/m);
  await takePicture(page, 'shell-390');
}
