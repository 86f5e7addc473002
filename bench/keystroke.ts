/** A key in the browser's terminal until its echo, against a bare Socket.IO echo in the same browser. */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { type BenchRow, compared } from './support/bench-row.ts';
import { saveBenchTemplate } from './support/bench-seed.ts';
import { signedInContext, withBrowser } from './support/browser.ts';
import { freePort } from './support/free-port.ts';
import { bareEchoTimes, terminalEchoTimes } from './support/in-page.ts';
import { measureInTurn } from './support/measure-in-turn.ts';
import { startPeer } from './support/peer-process.ts';
import { requestVm, untilSucceeded } from './support/provisioning.ts';
import { percentile } from './support/statistics.ts';
import { watchJobs } from './support/watch-jobs.ts';
import { type RunningStack, withStack } from './support/with-stack.ts';

const keysPerRound = 200;
const rounds = 7;

export const runKeystrokeBench = (): Promise<BenchRow[]> =>
  withStack((running) =>
    withBrowser(async (browser) => {
      const context = await signedInContext(browser, running);
      const terminal = await openShell(running, context);
      const port = await freePort();
      const echo = await startPeer('socket-io-echo', [String(port)]);
      try {
        return await compareEchoes(terminal, await openBare(browser, port));
      } finally {
        await echo.stop();
      }
    }),
  );

/** A shell whose only program echoes and says nothing itself. */
async function openShell(running: RunningStack, context: BrowserContext): Promise<Page> {
  const { api } = running;
  const watch = await watchJobs(running);
  const kind = { driver: 'sandbox', image: 'sandbox-default', memoryMb: 256, diskGb: 1 } as const;
  const vm = await requestVm(api, await saveBenchTemplate(api), { ...kind, name: 'keys' });
  await untilSucceeded(watch, vm.jobId);
  watch.close();
  const page = await context.newPage();
  await page.goto(`/vms/${vm.vmId}?tab=shell`);
  await page.locator('[data-testid="shell"][data-state="live"]').waitFor();
  await page.locator('[data-testid="shell-terminal"]').click();
  await page.keyboard.type('printf "\\033c"; echo rea""dy; exec cat >/dev/null\n');
  await page.waitForFunction(screenSays, 'ready');
  return page;
}

function screenSays(words: string): boolean {
  type Line = { readonly translateToString: (isTrimmed: boolean) => string };
  type Screen = {
    readonly terminal?: {
      readonly buffer: { readonly active: { getLine: (y: number) => Line | undefined } };
    };
  };
  const { document } = globalThis as unknown as {
    document: { querySelector: (selector: string) => Screen | null };
  };
  const buffer = document.querySelector('[data-testid="shell-terminal"]')?.terminal?.buffer.active;
  return buffer?.getLine(0)?.translateToString(true) === words;
}

async function openBare(browser: Browser, port: number): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  return page;
}

async function compareEchoes(terminal: Page, bare: Page): Promise<BenchRow[]> {
  const times = { terminal: [] as number[], bare: [] as number[] };
  const round = (page: Page, measure: typeof bareEchoTimes, into: number[]) => async (): Promise<number> => {
    await page.bringToFront();
    const seen = await page.evaluate(measure, keysPerRound);
    into.push(...seen);
    return percentile(seen, 0.5);
  };
  const medians = await measureInTurn(
    {
      terminal: round(terminal, terminalEchoTimes, times.terminal),
      bare: round(bare, bareEchoTimes, times.bare),
    },
    rounds,
  );
  const peer = 'bare Socket.IO';
  return [
    compared({
      name: 'keystroke echo in the browser, p50',
      unit: 'ms',
      ours: medians.terminal,
      peer: { name: peer, value: medians.bare },
      target: { atMost: 3 },
    }),
    compared({
      name: 'keystroke echo in the browser, p99',
      unit: 'ms',
      ours: percentile(times.terminal, 0.99),
      peer: { name: peer, value: percentile(times.bare, 0.99) },
    }),
  ];
}
