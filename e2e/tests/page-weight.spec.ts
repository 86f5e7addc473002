/**
 * What a cold load of each page costs before it can be used: the script it needs, compressed, and how much
 * its content moves while it arrives. The terminal and the editor come later and are not counted.
 */
import type { Page } from '@playwright/test';
import { expect, provisionVm, test } from './fixtures.ts';

/** Of script, compressed, for a first load. */
const limitBytes = 250 * 1024;
/** What the terminal and the editor bring along; chunks have no names, so they are known by what they hold. */
const loadedLater =
  /cm-content|cm-lintRange|tok-variableName|Mismatched change set|FlowMapping FlowSequence|selectGroupBackward|xterm-helper-textarea/;
/** A shift below this cannot be seen; Core Web Vitals call 0.1 good. */
const shiftLimit = 0.02;

type Load = { readonly scriptBytes: number; readonly shift: number };

/** Next's prefetches for other pages are not part of this page's first load. */
async function loadCold(page: Page, path: string): Promise<Load> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const sizes = new Map<string, number>();
  const scripts = new Map<string, { readonly url: string; readonly headerBytes: number }>();
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script')
      scripts.set(requestId, { url: response.url, headerBytes: response.encodedDataLength });
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    sizes.set(requestId, encodedDataLength),
  );
  await page.addInitScript(() => {
    Reflect.set(window, 'layoutShift', 0);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        Reflect.set(
          window,
          'layoutShift',
          Number(Reflect.get(window, 'layoutShift')) + Number(Reflect.get(entry, 'value')),
        );
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await page.waitForLoadState('networkidle');
  let scriptBytes = 0;
  for (const [requestId, { url, headerBytes }] of scripts) {
    const text = await (await page.request.get(url)).text();
    if (!loadedLater.test(text)) scriptBytes += (sizes.get(requestId) ?? 0) - headerBytes;
  }
  const shift = Number(await page.evaluate(() => Reflect.get(window, 'layoutShift')));
  await session.detach();
  return { scriptBytes, shift };
}

const pages = [
  '/',
  '/vms',
  '/provision',
  '/jobs',
  '/hosts',
  '/images',
  '/templates',
  '/webhooks',
  '/settings',
  '/account',
] as const;

for (const path of pages) {
  test(`${path} loads at most 250 KiB of script and does not move while it arrives`, async ({
    page,
    admin,
  }) => {
    await admin.api.session.me.query();
    await expectLight(await loadCold(page, path), path);
  });
}

test('a VM, a job, a host and a template load at most 250 KiB of script and do not move', async ({
  page,
  admin,
}) => {
  const { vmId } = await provisionVm(admin.api);
  const { items: jobs } = await admin.api.job.list.query({});
  const { items: hosts } = await admin.api.host.list.query();
  const { items: templates } = await admin.api.template.list.query();
  for (const path of [
    `/vms/${vmId}`,
    `/jobs/${jobs[0]?.id}`,
    `/hosts/${hosts[0]?.id}`,
    `/templates/${templates[0]?.id}`,
  ])
    await expectLight(await loadCold(page, path), path);
});

async function expectLight({ scriptBytes, shift }: Load, path: string): Promise<void> {
  const facts = `${path}: ${Math.round(scriptBytes / 1024)} KiB of script, layout shift ${shift.toFixed(3)}`;
  test.info().annotations.push({ type: 'measured', description: facts });
  expect.soft(scriptBytes, facts).toBeGreaterThan(0);
  expect.soft(scriptBytes, facts).toBeLessThanOrEqual(limitBytes);
  expect.soft(shift, facts).toBeLessThanOrEqual(shiftLimit);
}
