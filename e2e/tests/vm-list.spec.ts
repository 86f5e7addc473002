import { expect, provisionVm, test } from './fixtures.ts';

test('the list draws CPU and memory of a VM that reports them, and nothing for one that does not', async ({
  page,
  stack,
  admin: { api },
}) => {
  const reporting = await provisionVm(api);
  const silent = await provisionVm(api);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/live/load')) asked.push(request.url());
  });
  await page.goto('/vms');
  const lines = (name: string) =>
    page
      .getByRole('row')
      .filter({ has: page.getByRole('link', { name, exact: true }) })
      .getByTestId('load-lines');
  await expect(lines(reporting.name)).toHaveAttribute('aria-label', /^CPU .*, memory \d+ %$/, {
    timeout: 45_000,
  });
  expect(asked[0]).toContain(reporting.vmId);
  expect(asked[0]).toContain(silent.vmId);

  // What was reported is remembered in memory only: after a new start nothing is known until somebody reports.
  await stack.stopHost();
  await stack.stopControl();
  await stack.startControl();
  await page.reload();
  await expect(page.getByRole('link', { name: silent.name, exact: true })).toBeVisible();
  await expect.poll(() => asked.length).toBeGreaterThan(1);
  await expect(page.getByTestId('load-lines')).toHaveCount(0);
  await stack.startHost();
});

test('a filter by tag is a chip, and the link to it shows the same', async ({ page, pageFor, admin }) => {
  const { api } = admin;
  const tagged = await provisionVm(api);
  const other = await provisionVm(api);
  await api.vm.setTags.mutate({ vmId: tagged.vmId, tags: [tagged.name] });
  await page.goto('/vms');
  await page.getByRole('button', { name: `#${tagged.name} 1` }).click();
  await expect(page.getByRole('link', { name: other.name, exact: true })).toBeHidden();
  await expect(page.getByRole('link', { name: tagged.name, exact: true })).toBeVisible();
  const elsewhere = await pageFor(admin);
  await elsewhere.goto(page.url());
  await expect(elsewhere.getByRole('link', { name: tagged.name, exact: true })).toBeVisible();
  await expect(elsewhere.getByRole('link', { name: other.name, exact: true })).toBeHidden();
});
