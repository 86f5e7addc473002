/** A stack of its own: its one-time link is used here, and so are the attempts that the rate limit counts. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { administrator } from '../stack/api.ts';
import { Stack } from '../stack/stack.ts';
import { alertOn, collectComplaints } from './fixtures.ts';

test.describe.configure({ mode: 'serial' });

let stack: Stack;
let context: BrowserContext;
let page: Page;
let complaints: readonly string[];

test.beforeAll(async ({ browser }) => {
  stack = await Stack.start();
  context = await browser.newContext({ baseURL: stack.url });
  complaints = collectComplaints(context);
  page = await context.newPage();
});
test.afterAll(async () => {
  await context.close();
  await stack.stop();
});
test.afterEach(() => expect(complaints).toEqual([]));

const link = (): string => {
  if (stack.signInLink === null) throw new Error('A new stack prints a one-time link.');
  return stack.signInLink;
};

async function signIn(password: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Sign in' });
  await form.getByLabel('E-mail').fill(administrator.email);
  await form.getByLabel('Password').fill(password);
  await form.getByRole('button', { name: 'Sign in' }).click();
}

test('the one-time link makes the first administrator and leads to the fleet', async () => {
  await page.goto(link());
  const form = page.getByRole('form', { name: 'Welcome' });
  await form.getByLabel('Name').fill(administrator.name);
  await form.getByLabel('E-mail').fill(administrator.email);
  await form.getByLabel('Password').fill(administrator.password);
  await form.getByRole('button', { name: 'Create the account' }).click();
  await expect(page.getByRole('heading', { name: 'Fleet', level: 1 })).toBeVisible();
  await expect(page.getByTestId('live-line')).toHaveAttribute('data-live', 'true');
});

test('the session is in a cookie that scripts and other sites cannot use', async () => {
  const cookies = await context.cookies();
  const session = cookies.find(({ name }) => name.includes('session_token'));
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  expect(cookies.filter(({ httpOnly }) => !httpOnly)).toEqual([]);
});

test('the link works once', async () => {
  await page.goto(link());
  await expect(alertOn(page)).toContainText('This link does not work');
  await expect(page.getByRole('button', { name: 'Create the account' })).toHaveCount(0);
});

test('every page has a strict policy', async () => {
  for (const path of ['/', '/sign-in', '/no-such-page', '/api/auth/get-session']) {
    const response = await page.request.get(path);
    const policy = response.headers()['content-security-policy'] ?? '';
    expect(policy).toMatch(/script-src 'self' 'nonce-[^']{16,}' 'strict-dynamic'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  }
});

test('after signing out every page asks to sign in, and leads back to where one wanted to go', async () => {
  await page.goto('/');
  await page.getByRole('button', { name: /account and sign out/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  for (const path of ['/', '/jobs', '/settings', '/account', '/vms?q=web']) {
    await page.goto(path);
    await expect(page).toHaveURL(new RegExp(`/sign-in\\?next=${encodeURIComponent(path)}$`));
  }
  await signIn('not the password');
  await expect(alertOn(page)).toHaveText('E-mail and password do not belong together.');
  await signIn(administrator.password);
  await expect(page).toHaveURL(/\/vms\?q=web$/);
});

test('without a session nothing answers: neither procedures, nor live data, nor sockets', async ({
  browser,
}) => {
  const stranger = await browser.newContext({ baseURL: stack.url });
  try {
    const { request } = stranger;
    expect((await request.get('/api/trpc/vm.list?input=%7B%7D')).status()).toBe(401);
    expect((await request.get('/api/rest/vms')).status()).toBe(401);
    expect((await request.get(`/live/vms/${crypto.randomUUID()}/shells`)).status()).toBe(401);
    const opened = await (await request.get('/socket.io/?EIO=4&transport=polling')).text();
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
    const address = `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
    await request.post(address, { data: '40', headers: { 'content-type': 'text/plain' } });
    expect(await (await request.get(address)).text()).toMatch(/^44.*unauthenticated/);
  } finally {
    await stranger.close();
  }
});

test('guessing passwords is stopped', async () => {
  await page.getByRole('button', { name: /account and sign out/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  const statuses: number[] = [];
  for (let attempt = 1; attempt <= 25; attempt += 1) {
    const response = await page.request.post('/api/auth/sign-in/email', {
      headers: { origin: stack.url },
      data: { email: administrator.email, password: `guess number ${attempt}` },
    });
    statuses.push(response.status());
  }
  expect(statuses.at(-1)).toBe(429);
  await signIn(administrator.password);
  await expect(alertOn(page)).toContainText('Too many attempts');
});
