import { expect, newName, test } from './fixtures.ts';

test('an enrolment line is made, listed without its token, and revoked', async ({ page, admin: { api } }) => {
  const note = newName('rack');
  await page.goto('/settings?tab=enrolment');
  await page.getByLabel('For which machine').fill(note);
  await page.getByRole('button', { name: 'Make an enrolment line' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a host' });
  await expect(dialog).toContainText('--token');
  const token = /--token (\S+)/.exec((await dialog.textContent()) ?? '')?.[1] ?? '';
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  const lines = page.getByRole('list', { name: 'Open enrolment lines' });
  const row = lines.getByRole('listitem').filter({ hasText: note });
  await expect(row).toContainText('by Ada');
  expect(token.length).toBeGreaterThan(20);
  expect(await page.content()).not.toContain(token);
  await page.reload();
  await row.getByRole('button', { name: `Revoke ${note}` }).click();
  await expect(row).toHaveCount(0);
  const entries = await api.audit.list.query({});
  expect(
    entries.items.some(({ action, targetName }) => action === 'host.revoke-enrolment' && targetName === note),
  ).toBe(true);
});
