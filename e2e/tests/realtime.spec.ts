import type { Page } from '@playwright/test';
import { alertOn, expect, newName, requestVm, saveTemplate, test, untilEnded, untilJob } from './fixtures.ts';

const expectLive = (page: Page, isLive: boolean): Promise<void> =>
  expect(page.getByTestId('live-line')).toHaveAttribute('data-live', String(isLive), { timeout: 30_000 });

/** All lines of the log that the page shows, and how many there are in truth. */
async function expectWholeLog(page: Page, eventCount: number): Promise<void> {
  await expect(page.getByTestId('log-line')).toHaveCount(eventCount, { timeout: 30_000 });
}

/** Engine.IO's packet by which a client leaves polling behind. */
const engineUpgrade = '5';

test('a page whose connection is cut says so, and misses nothing when it is back', async ({
  page,
  admin: { api },
}) => {
  let isCut = false;
  const sockets = new Set<{ close: () => Promise<void> }>();
  const upgraded = Promise.withResolvers<void>();
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (isCut) return void socket.close();
    sockets.add(socket);
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      server.send(message);
      if (message === engineUpgrade) upgraded.resolve();
    });
  });
  await page.route(/socket\.io/, (route) => (isCut ? route.abort() : route.continue()));
  const slug = await saveTemplate(api, '#cloud-config\nruncmd:\n  - [sleep, "600"]\n');
  const { jobId } = await requestVm(api, { template: slug });
  await page.goto(`/jobs/${jobId}`);
  await expectLive(page, true);
  const waiting = page.locator('[data-testid=job-step][data-step=wait-cloud-init]');
  await expect(waiting).toHaveAttribute('data-state', 'running');

  // A poll that is under way could not be cut.
  await upgraded.promise;
  isCut = true;
  for (const socket of sockets) await socket.close();
  await expectLive(page, false);
  await expect(page.getByText(/^Reconnecting, showing data from/)).toBeVisible();
  await api.job.cancel.mutate({ jobId });
  const job = await untilEnded(api, jobId);
  await expect(waiting).toHaveAttribute('data-state', 'running');

  isCut = false;
  await expectLive(page, true);
  await expect(page.getByText(/^Reconnecting/)).toBeHidden();
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'cancelled');
  await expectWholeLog(page, job.eventCount);
});

test('a page goes on by itself after a crash of the control plane', async ({
  page,
  stack,
  admin: { api },
}) => {
  const template = await saveTemplate(api, '#cloud-config\nruncmd:\n  - [sleep, "4"]\n');
  const { jobId } = await requestVm(api, { template });
  await page.goto(`/jobs/${jobId}`);
  await expectLive(page, true);
  await untilJob(api, jobId, 'begun', ({ state }) => state !== 'queued');
  await stack.killControl();
  await expectLive(page, false);
  await stack.startControl();
  await expectLive(page, true);
  const job = await untilEnded(api, jobId);
  expect(job.state).toBe('succeeded');
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'succeeded');
  await expectWholeLog(page, job.eventCount);
});

test('a link that is followed while nobody answers opens once somebody does', async ({ page, stack }) => {
  await page.goto('/vms');
  await expectLive(page, true);
  await stack.killControl();
  await expectLive(page, false);
  await page.getByRole('link', { name: 'Jobs', exact: true }).click();
  await expect(page.getByText(/\/jobs opens when it is back/)).toBeVisible();
  await expect(page).toHaveURL(/\/vms$/);
  await page.keyboard.press('Escape');
  await expect(page.getByText(/opens when it is back/)).toBeHidden();
  await page.getByRole('link', { name: 'Hosts', exact: true }).click();
  await stack.startControl();
  await expect(page).toHaveURL(/\/hosts$/);
  await expectLive(page, true);
});

test('lists follow what others do', async ({ page, admin: { api } }) => {
  await page.goto('/vms');
  const name = newName('seen');
  const { jobId, vmId } = await requestVm(api, { name });
  const row = page.getByRole('table', { name: 'VMs' }).getByRole('row').filter({ hasText: name });
  await expect(row.getByTestId('vm-lights')).toHaveAttribute('data-channel', 'up', { timeout: 30_000 });
  await untilEnded(api, jobId);
  await untilEnded(api, (await api.vm.delete.mutate({ vmId, confirmName: name })).jobId);
  await expect(row).toBeHidden();
});

test('a page that was loaded while Busbar did not answer comes up by itself', async ({ page }) => {
  await page.route('**/api/trpc/**', (route) => route.abort());
  await page.goto('/');
  await expect(alertOn(page)).toContainText('Busbar could not be reached', { timeout: 30_000 });
  await page.unroute('**/api/trpc/**');
  await expect(page.getByRole('heading', { name: 'Fleet', level: 1 })).toBeVisible();
  await expectLive(page, true);
});
