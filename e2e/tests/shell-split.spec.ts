import type { Page } from '@playwright/test';
import { expect, provisionVm, test } from './fixtures.ts';
import { ShellPage } from './shell-page.ts';

let vmId: string;
let name: string;
test.beforeEach(async ({ admin: { api } }) => {
  ({ vmId, name } = await provisionVm(api));
});
test.afterEach(async ({ admin: { api } }) => {
  await api.vm.power.mutate({ vmId, action: 'power-off' });
});

const pane = (page: Page, number: number): ShellPage =>
  new ShellPage(page, page.getByRole('region', { name: `Shell ${number} in ${name}` }));
const divider = (page: Page) => page.getByRole('separator', { name: /^Divider/ });
const split = (page: Page) => page.getByRole('button', { name: 'Split: a new shell beside this one' });

test('two shells are used side by side, and a reload finds them so', async ({ page }) => {
  const only = await ShellPage.open(page, vmId);
  await only.run('mark=first; echo "kept $((6 * 7))"');
  await only.untilText(/^kept 42$/m);
  await split(page).click();
  const [left, right] = [pane(page, 1), pane(page, 2)];
  await right.untilLive();
  // The first one was not opened anew beside it: what it showed is still there.
  await left.untilText(/^kept 42$/m);
  await right.run('echo "right has <$mark>"');
  await right.untilText(/^right has <>$/m);
  await left.run('echo "left has <$mark>"');
  await left.untilText(/^left has <first>$/m);

  await page.reload();
  await left.untilText(/^left has <first>$/m);
  await right.untilText(/^right has <>$/m);
  await left.untilLive();
  await expect(left.frame.locator('textarea')).toBeFocused();
});

test('the divider is moved by keys alone, and the programs hear of their new sizes', async ({ page }) => {
  const only = await ShellPage.open(page, vmId);
  await split(page).click();
  const [left, right] = [pane(page, 1), pane(page, 2)];
  await only.frame.first().waitFor();
  await right.untilLive();
  const before = await left.size();
  // From the right terminal, which keeps every other key, back to the divider.
  await expect(right.frame.locator('textarea')).toBeFocused();
  await page.keyboard.press('Control+Shift+F6');
  await expect(divider(page)).toBeFocused();
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await left.size()).columns).toBeGreaterThan(before.columns);
  await expect(page).toHaveURL(/sizes=\d+-\d+/);
  await page.keyboard.press('Control+F6');
  await expect(right.frame.locator('textarea')).toBeFocused();
  for (const shell of [left, right]) {
    const { columns, rows } = await shell.size();
    await expect
      .poll(async () => {
        await shell.run('clear; stty size');
        await shell.untilText(/^\d+ \d+$/m);
        return shell.text();
      })
      .toMatch(new RegExp(`^${rows} ${columns}$`, 'm'));
  }
  const moved = await left.size();
  await page.reload();
  await right.untilLive();
  await left.untilLive();
  expect(await left.size()).toEqual(moved);
});

test('panes are shown, put one above the other and closed, and their shells go on', async ({ page }) => {
  await ShellPage.open(page, vmId);
  await split(page).click();
  await pane(page, 2).untilLive();
  await split(page).click();
  await pane(page, 3).untilLive();
  await expect(divider(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Put the panes one above the other' }).click();
  const [first, second] = [pane(page, 1), pane(page, 2)];
  await expect
    .poll(async () => {
      const [above, below] = [await first.frame.boundingBox(), await second.frame.boundingBox()];
      return above !== null && below !== null && above.y + above.height <= below.y;
    })
    .toBe(true);
  await second.run('still=$((6 * 7))');
  await second.frame.getByRole('button', { name: /^Close this pane/ }).click();
  await expect(divider(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'More ways to open a shell' }).click();
  await page.getByRole('menuitem', { name: /^Show 2: .* beside this one$/ }).click();
  await second.untilLive();
  await second.run('echo "still $still"');
  await second.untilText(/^still 42$/m);

  // A telephone has room for one: the one that has the keyboard.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByTestId('shell')).toHaveCount(1);
  await new ShellPage(page).untilText(/^still 42$/m);
  await expect(split(page)).toHaveCount(0);
});
