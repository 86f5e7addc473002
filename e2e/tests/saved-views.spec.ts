import { expect, invitePerson, newName, provisionVm, test } from './fixtures.ts';

test('a saved view is there after a reload and in another browser of the same person, and for nobody else', async ({
  page,
  pageFor,
  stack,
  admin,
}) => {
  const { name } = await provisionVm(admin.api);
  const view = newName('view');
  await page.goto('/vms');
  await page.getByRole('searchbox', { name: 'Filter VMs' }).fill(name);
  await page.getByRole('columnheader', { name: 'State' }).getByRole('button').click();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Template' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: 'Template' })).toBeHidden();
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Save this view…' }).click();
  await page.getByLabel('Name (one of the same name is replaced)').fill(view);
  await page.getByRole('button', { name: 'Save view' }).click();
  await expect(page.getByRole('button', { name: view })).toBeVisible();

  await page.reload();
  await expect(page.getByRole('button', { name: view })).toBeVisible();

  const elsewhere = await pageFor(admin);
  await elsewhere.goto('/vms');
  await elsewhere.getByRole('button', { name: 'Views' }).click();
  await elsewhere.getByRole('menuitem', { name: view }).click();
  await expect(elsewhere).toHaveURL(/sort=state/);
  await expect(elsewhere.getByRole('searchbox', { name: 'Filter VMs' })).toHaveValue(name);
  await expect(elsewhere.getByRole('columnheader', { name: 'Template' })).toBeHidden();
  await expect(elsewhere.getByRole('columnheader', { name: 'State' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
  await expect(elsewhere.getByRole('link', { name, exact: true })).toBeVisible();

  const other = await pageFor(await invitePerson(stack, admin, 'viewer'));
  await other.goto('/vms');
  await other.getByRole('button', { name: 'Views' }).click();
  await expect(other.getByRole('menuitem', { name: 'All VMs' })).toBeVisible();
  await expect(other.getByRole('menuitem', { name: view })).toHaveCount(0);
});

test('a view is renamed and deleted, and the list stays as it is', async ({ page, admin: { api } }) => {
  const [before, after] = [newName('view'), newName('view')];
  await api.savedView.save.mutate({ name: before, query: 'state=stopped&sort=-host' });
  await page.goto('/vms?sort=-host&state=stopped');
  await page.getByRole('button', { name: before }).click();
  await page.getByRole('menuitem', { name: `Rename “${before}”…` }).click();
  await page.getByLabel('Name', { exact: true }).fill(after);
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('button', { name: after }).click();
  await page.getByRole('menuitem', { name: `Delete “${after}”` }).click();
  await expect(page.getByRole('button', { name: 'Views' })).toBeVisible();
  await expect(page).toHaveURL(/\?sort=-host&state=stopped$/);
  expect((await api.savedView.list.query()).items.map(({ name }) => name)).not.toContain(after);
});
