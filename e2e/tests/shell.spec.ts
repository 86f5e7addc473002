import { createHash } from 'node:crypto';
import { ConsoleCapture } from '../stack/console-capture.ts';
import { expect, provisionVm, test } from './fixtures.ts';
import { ShellPage } from './shell-page.ts';

/** 1.5 MB with their carriage returns: many times the window, well within the ring of 4 MiB. */
const numbers = 200_000;
/** Prints for some seconds, long enough for a program of ours to be killed and to come back. */
const ticking =
  'for i in $(seq 1 300); do echo "tick $i"; sleep 0.02; done; echo "ticks $((150 + 150)) done"';
const lastTick = /^ticks 300 done$/m;

const numbersIn = (text: string, pattern: RegExp): number[] =>
  [...text.matchAll(pattern)].map(([, number]) => Number(number));
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

let vmId: string;
test.beforeEach(async ({ admin: { api } }) => {
  ({ vmId } = await provisionVm(api));
});
test.afterEach(async ({ admin: { api } }) => {
  await api.vm.power.mutate({ vmId, action: 'power-off' });
});

test('a command shows its output, in any language', async ({ page }) => {
  const shell = await ShellPage.open(page, vmId);
  await shell.run('echo "sum $((40 + 2))"');
  await shell.untilText(/^sum 42$/m);
  await shell.run("printf 'Grüße 漢字 🐧 %s\\n' ende");
  await shell.untilText(/^Grüße 漢字 🐧 ende$/m);
  // What is no character at all takes nothing with it.
  await shell.run("printf '\\303\\251\\342\\202\\254\\377ende\\n'");
  await shell.untilText(/^é€\uFFFD?ende$/m);
  // This browser has no graphics card, and WebGL drawn by the processor would hold the keys up.
  await expect(shell.frame.locator('canvas')).toHaveCount(0);
});

test('a page that is reloaded while output pours loses nothing and doubles nothing', async ({ page }) => {
  const capture = new ConsoleCapture(page);
  const shell = await ShellPage.open(page, vmId);
  await shell.run(`seq 1 ${numbers}; echo "end $((1 + 1))"`);
  await expect.poll(() => capture.arrivedTo()).toBeGreaterThan(100_000);
  await page.reload();
  await shell.untilText(/^end 2$/m, 60_000);
  expect(await capture.defectsWithin()).toEqual([]);
  expect(numbersIn(await capture.text(), /^(\d+)\r$/gm)).toEqual(upTo(numbers));
  const shown = numbersIn(await shell.text(), /^(\d+)$/gm);
  expect(shown).toEqual(upTo(numbers).slice(-shown.length));
  expect(shown.length).toBeGreaterThan(9_000);
});

test('a new size of the page reaches the program', async ({ page }) => {
  const shell = await ShellPage.open(page, vmId);
  const before = await shell.size();
  await shell.run(
    'trap \'echo "now $(stty size)"\' WINCH; while read -r -t 30 -n 1 key; [ -z "$key" ]; do :; done',
  );
  await page.setViewportSize({ width: 900, height: 600 });
  await expect.poll(async () => (await shell.size()).columns).toBeLessThan(before.columns);
  const { columns, rows } = await shell.size();
  await shell.untilText(new RegExp(`^now ${rows} ${columns}$`, 'm'));
  await shell.run('q');
});

test('a large paste arrives whole', async ({ page }) => {
  const shell = await ShellPage.open(page, vmId);
  const line = 'The quick brown fox jumps over the lazy dog, größer als zuvor.\n';
  const pasted = line.repeat(2_000);
  await shell.run('stty -echo; cat > /tmp/pasted; stty echo; sha256sum < /tmp/pasted');
  await expect.poll(() => shell.text()).toMatch(/sha256sum/);
  await shell.paste(pasted);
  await page.keyboard.press('Control+D');
  await shell.untilText(createHash('sha256').update(pasted).digest('hex'));
});

test('two people see one shell, and one whose page has stalled does not stop the other', async ({
  page,
  pageFor,
  admin,
}) => {
  const secondPage = await pageFor(admin);
  const stalledCapture = new ConsoleCapture(secondPage);
  const shell = await ShellPage.open(page, vmId);
  const other = await ShellPage.open(secondPage, vmId);
  await shell.run('echo "from the first $((1 + 0))"');
  await other.untilText(/^from the first 1$/m);
  await other.run('echo "from the second $((1 + 1))"');
  await shell.untilText(/^from the second 2$/m);

  const before = await stalledCapture.arrivedTo();
  await other.stall();
  await shell.run(`seq 1 ${numbers}; echo "end $((1 + 1))"`);
  await shell.untilText(/^end 2$/m, 60_000);
  // Its window, and what was under way: not the 1.5 MB that the other has read.
  expect((await stalledCapture.arrivedTo()) - before).toBeLessThan(600_000);
  await secondPage.reload();
  await other.untilText(/^end 2$/m, 60_000);
});

for (const { what, kill, start } of [
  { what: 'control plane', kill: 'killControl', start: 'startControl' },
  { what: 'host agent', kill: 'killHost', start: 'startHost' },
] as const) {
  test(`the ${what} is killed and restarted under an open shell, which goes on at the same byte`, async ({
    page,
    stack,
  }) => {
    const capture = new ConsoleCapture(page);
    const shell = await ShellPage.open(page, vmId);
    await shell.run(ticking);
    await shell.untilText(/^tick 5$/m);
    await stack[kill]();
    await expect(shell.frame).toHaveAttribute('data-state', 'reconnecting');
    await stack[start]();
    await shell.untilText(lastTick, 60_000);
    await expect(shell.frame).toHaveAttribute('data-state', 'live');
    expect(await capture.attachments()).toBeGreaterThan(1);
    expect(await capture.defectsAcross()).toEqual([]);
    expect(numbersIn(await shell.text(), /^tick (\d+)$/gm)).toEqual(upTo(300));
  });
}

test('a shell is found again by a page that was closed, and ends when it is ended', async ({ page }) => {
  const shell = await ShellPage.open(page, vmId);
  await shell.run('kept=$((6 * 7))');
  await page.goto('/vms');
  await page.goto(`/vms/${vmId}?tab=shell`);
  await shell.untilLive();
  await shell.run('echo "kept $kept"');
  await shell.untilText(/^kept 42$/m);
  const shells = page.getByRole('navigation', { name: 'Shells' });
  await page.getByRole('button', { name: 'Open another shell' }).click();
  await expect(shells.getByRole('button', { name: /^End shell/ })).toHaveCount(2);
  await shell.run('exit 7');
  await expect(page.getByText('The shell ended with exit code 7.')).toBeVisible();
});
