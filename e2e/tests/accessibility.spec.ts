/** Every page in light and dark, wide and narrow: axe has nothing to say, and nothing is wider than the screen. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import type { Api } from '../stack/api.ts';
import { expect, newName, onlyHost, provisionVm, test } from './fixtures.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;

/** A scheme changes colours and nothing else, so that the second one needs only the rule about them. */
const schemes = [
  { colorScheme: 'light', rules: null },
  { colorScheme: 'dark', rules: ['color-contrast'] },
] as const;

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

/** Loaded, and at rest: no skeleton, no busy part, no transition of colours under way. */
async function untilSettled(page: Page): Promise<void> {
  // By its element: while a dialog is open, the page behind it has no roles.
  await expect(page.locator('h1').first()).toBeVisible();
  await expect(page.locator('.skeleton')).toHaveCount(0);
  await expect
    .poll(() =>
      page.evaluate(() => {
        const isEnding = ({ effect, playState }: Animation): boolean =>
          playState === 'running' && effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
        return document.getAnimations().filter(isEnding).length;
      }),
    )
    .toBe(0);
}

/** `rules` null: all of them. */
async function violations(page: Page, rules: readonly string[] | null): Promise<readonly string[]> {
  const results = await page.evaluate((runOnly) => {
    const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } };
    return axe.run({ resultTypes: ['violations'], ...(runOnly === null ? {} : { runOnly }) });
  }, rules);
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${help} (${target.join(' ')}) ${any[0]?.message ?? ''}`),
  );
}

for (const [name, path] of Object.entries(pages)) {
  test(`${name}: axe is content, and nothing is too wide`, async ({ page, admin: { api } }) => {
    known ??= makeFacts(api);
    await page.goto(path(await known));
    const found: string[] = [];
    for (const size of sizes) {
      await page.setViewportSize(size);
      for (const { colorScheme, rules } of schemes) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await untilSettled(page);
        await page.evaluate(axeSource);
        for (const violation of await violations(page, rules))
          found.push(`${size.width} px, ${colorScheme}: ${violation}`);
      }
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (tooWide > 0) found.push(`${size.width} px: ${tooWide} px wider than the screen`);
    }
    expect(found).toEqual([]);
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
  await page.keyboard.type('invite');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/settings\?tab=people/);
});
