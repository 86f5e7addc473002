/** Every page in light and dark, wide and narrow: axe has nothing to say, and nothing is wider than the screen. */
import type { Api } from '../stack/api.ts';
import { findingsOn } from './axe.ts';
import { expect, newName, onlyHost, provisionVm, test } from './fixtures.ts';

type Facts = {
  readonly vmId: string;
  readonly jobId: string;
  readonly hostId: string;
  readonly templateId: string;
  readonly webhookId: string;
};
let known: Promise<Facts> | null = null;

/** One of everything, made once. */
async function makeFacts(api: Api): Promise<Facts> {
  const { vmId } = await provisionVm(api, { name: newName('axe') });
  const [jobs, templates, hostId, { webhook }] = await Promise.all([
    api.job.list.query({ vmId }),
    api.template.list.query(),
    onlyHost(api),
    api.webhook.create.mutate({
      name: newName('axe'),
      url: 'http://127.0.0.1:9/',
      eventTypes: ['*'],
      allowPrivateTargets: false,
    }),
  ]);
  await api.webhook.test.mutate({ webhookId: webhook.id });
  return {
    vmId,
    hostId,
    jobId: jobs.items[0]?.id ?? '',
    templateId: templates.items[0]?.id ?? '',
    webhookId: webhook.id,
  };
}

const pages: Readonly<Record<string, (facts: Facts) => string>> = {
  fleet: () => '/',
  vms: () => '/vms',
  'vms, peeking': ({ vmId }) => `/vms?peek=${vmId}`,
  'vm, overview': ({ vmId }) => `/vms/${vmId}`,
  'vm, shell': ({ vmId }) => `/vms/${vmId}?tab=shell`,
  'vm, network': ({ vmId }) => `/vms/${vmId}?tab=network`,
  'vm, cloud-init': ({ vmId }) => `/vms/${vmId}?tab=cloud-init`,
  'vm, without checkpoints': ({ vmId }) => `/vms/${vmId}?tab=checkpoints`,
  'vm, jobs': ({ vmId }) => `/vms/${vmId}?tab=jobs`,
  'vm, events': ({ vmId }) => `/vms/${vmId}?tab=events`,
  'vm, settings': ({ vmId }) => `/vms/${vmId}?tab=settings`,
  jobs: () => '/jobs',
  job: ({ jobId }) => `/jobs/${jobId}`,
  hosts: () => '/hosts',
  'hosts, adding': () => '/hosts?add=1',
  host: ({ hostId }) => `/hosts/${hostId}`,
  provision: () => '/provision',
  'provision, a table': () => '/provision?many=table',
  images: () => '/images',
  templates: () => '/templates',
  template: ({ templateId }) => `/templates/${templateId}`,
  'template, versions': ({ templateId }) => `/templates/${templateId}?tab=versions`,
  'template, new': () => '/templates/new',
  webhooks: () => '/webhooks',
  webhook: ({ webhookId }) => `/webhooks/${webhookId}`,
  settings: () => '/settings',
  'settings, enrolment': () => '/settings?tab=enrolment',
  'settings, audit': () => '/settings?tab=audit',
  account: () => '/account',
  'sign in': () => '/sign-in',
  welcome: () => '/welcome?token=none',
  'not found': () => '/no-such-page',
};

for (const [name, path] of Object.entries(pages)) {
  test(`${name}: axe is content, and nothing is too wide`, async ({ page, admin: { api } }) => {
    known ??= makeFacts(api);
    await page.goto(path(await known));
    expect(await findingsOn(page)).toEqual([]);
  });
}

test('every page is reached by keys alone', async ({ page, admin: { api } }) => {
  const { vmId, name } = await provisionVm(api, { name: newName('keys') });
  await page.goto('/');
  await expect(page.getByTestId('live-line')).toHaveAttribute('data-live', 'true');
  await page.keyboard.press('g');
  await page.keyboard.press('v');
  await expect(page.getByRole('heading', { name: 'VMs', level: 1 })).toBeVisible();
  const table = page.getByRole('table', { name: 'VMs' });
  await expect(table.getByText(name)).toBeVisible();

  await page.keyboard.press('/');
  await page.keyboard.type(name);
  await expect(table.getByRole('row')).toHaveCount(2);
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/vms/${vmId}`));

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  await page.keyboard.press('ControlOrMeta+k');
  const palette = page.getByRole('dialog');
  await expect(palette).toBeVisible();
  await page.keyboard.type(`clone ${name}`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: `Clone ${name}` })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();

  await page.keyboard.press('ControlOrMeta+k');
  await expect(palette).toBeVisible();
  await page.keyboard.type('invite');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/settings\?tab=people/);
});
