import { type Browser, type BrowserContext, chromium } from '@playwright/test';
import { findChromium } from '../../e2e/stack/find-chromium.ts';
import { Unmeasurable } from './bench-row.ts';
import type { RunningStack } from './with-stack.ts';

// Those of the e2e tests.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];

/** A real browser for as long as `work` takes. */
export async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: flags });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

function chromiumPath(): string {
  try {
    return findChromium();
  } catch (error) {
    throw new Unmeasurable(String(error));
  }
}

/** The administrator, signed in, at the width of a usual window. */
export async function signedInContext(
  browser: Browser,
  { stack, cookie }: RunningStack,
): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: stack.url, viewport: { width: 1280, height: 800 } });
  const cookies = cookie.split('; ').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return { name, value: value.join('='), url: stack.url };
  });
  await context.addCookies(cookies);
  return context;
}
