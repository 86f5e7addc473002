import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authenticate } from '../auth/authenticate.ts';
import { limitSignIn } from '../services/session/limit-sign-in.ts';
import { acceptLink } from '../services/welcome/accept-link.ts';
import { firstAdministratorLink } from '../services/welcome/first-administrator-link.ts';
import { inspectLink } from '../services/welcome/inspect-link.ts';
import { type ServiceHarness, serviceHarness } from '../testing/service-harness.ts';
import { handleAuth } from './handle-auth.ts';

let harness: ServiceHarness;
beforeEach(async () => {
  harness = await serviceHarness();
});
afterEach(() => harness.remove());

const email = 'ada@busbar.test';
const password = 'correct horse battery';
const address = '192.0.2.7';

async function tokenOfFirstLink(): Promise<string> {
  const link = await firstAdministratorLink(harness.deps);
  return new URL(link ?? '').searchParams.get('token') ?? '';
}

async function makeAdministrator(): Promise<string> {
  const token = await tokenOfFirstLink();
  const made = await acceptLink(harness.deps, address, { token, name: 'Ada', email, password });
  return made.userId;
}

function signIn(body: object = { email, password }, headers: Record<string, string> = {}): Promise<Response> {
  return handleAuth(
    harness.deps,
    new Request('http://busbar.test/api/auth/sign-in/email', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: 'http://busbar.test',
        host: 'busbar.test',
        'x-busbar-client-ip': address,
        ...headers,
      },
      body: JSON.stringify(body),
    }),
  );
}

const cookieOf = (response: Response): Headers =>
  new Headers({
    cookie: response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; '),
  });

describe('the first administrator', () => {
  it('is made by the one-time link and signs in', async () => {
    const userId = await makeAdministrator();
    const response = await signIn();
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/i);
    const actor = await authenticate(harness.deps, cookieOf(response));
    expect(actor).toMatchObject({ type: 'user', userId, role: 'administrator', email });
    expect(actor?.permissions.has('people.write')).toBe(true);
  });

  it('gets no second link, and the link works once', async () => {
    const token = await tokenOfFirstLink();
    expect(await inspectLink(harness.deps, address, { token })).toMatchObject({
      purpose: 'first-administrator',
    });
    await acceptLink(harness.deps, address, { token, name: 'Ada', email, password });
    await expect(inspectLink(harness.deps, address, { token })).rejects.toMatchObject({ code: 'not-found' });
    await expect(
      acceptLink(harness.deps, address, { token, name: 'Eve', email: 'eve@busbar.test', password }),
    ).rejects.toMatchObject({ code: 'not-found' });
    expect(await firstAdministratorLink(harness.deps)).toBeNull();
  });

  it('is made once when the link is used twice at the same time', async () => {
    const token = await tokenOfFirstLink();
    const tries = await Promise.allSettled(
      ['a@busbar.test', 'b@busbar.test'].map((other) =>
        acceptLink(harness.deps, address, { token, name: 'Ada', email: other, password }),
      ),
    );
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(await harness.deps.db.read.user.count()).toBe(1);
  });

  it('needs a link that has not ended', async () => {
    const token = await tokenOfFirstLink();
    harness.advanceMs(25 * 60 * 60_000);
    await expect(
      acceptLink(harness.deps, address, { token, name: 'Ada', email, password }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('signing in', () => {
  beforeEach(makeAdministrator);

  it('refuses a wrong password and an unknown address in the same words, and writes both down', async () => {
    const wrong = await signIn({ email, password: 'wrong horse battery' });
    const unknown = await signIn({ email: 'eve@busbar.test', password });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toEqual(await unknown.json());
    const entries = await harness.deps.db.read.auditEntry.findMany({ where: { action: 'session.sign-in' } });
    expect(entries.map((entry) => [entry.outcome, entry.targetName])).toEqual([
      ['denied', email],
      ['denied', null],
    ]);
  });

  it('refuses another site', async () => {
    const response = await signIn({ email, password }, { origin: 'http://evil.test', cookie: 'a=b' });
    expect(response.status).toBe(403);
  });

  it('offers no sign-up', async () => {
    const response = await handleAuth(
      harness.deps,
      new Request('http://busbar.test/api/auth/sign-up/email', {
        method: 'POST',
        headers: { origin: 'http://busbar.test' },
        body: '{}',
      }),
    );
    expect(response.status).toBe(404);
  });

  it('limits the tries for one account, however many addresses they come from', async () => {
    const signedIn = await signIn();
    expect(signedIn.status).toBe(200);
    const tryFrom = async (number: number, body: object): Promise<number> =>
      (await signIn(body, { 'x-busbar-client-ip': `198.51.100.${number}` })).status;
    // Each real try costs a password hash, on purpose; the counting is the same without.
    for (let count = 0; count < 28; count += 1)
      await limitSignIn(harness.deps, { email, address: `198.51.100.${count}` });
    expect(await tryFrom(30, { email: email.toUpperCase(), password: 'wrong' })).toBe(401);
    expect(await tryFrom(31, { email, password })).toBe(429);
    // Where this person is signed in, nobody's guesses keep them out.
    expect((await signIn()).status).toBe(200);
    expect(await tryFrom(201, { email: 'other@busbar.test', password })).toBe(401);
    harness.advanceMs(61_000);
    expect(await tryFrom(202, { email, password })).toBe(200);
  });

  it('limits the tries of an address', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 25 && statuses.at(-1) !== 429; count += 1) {
      statuses.push((await signIn({ email: 'x', password: 'y' })).status);
    }
    expect(statuses.at(-1)).toBe(429);
    const other = await signIn({ email, password }, { 'x-busbar-client-ip': '192.0.2.8' });
    expect(other.status).toBe(200);
  });

  it('ends at once for a person who is disabled, and is refused afterwards', async () => {
    const cookie = cookieOf(await signIn());
    expect(await authenticate(harness.deps, cookie)).not.toBeNull();
    await harness.deps.db.write((transaction) =>
      transaction.user.updateMany({ data: { disabledAt: new Date() } }),
    );
    expect(await authenticate(harness.deps, cookie)).toBeNull();
    const again = await signIn();
    expect(again.status).toBe(403);
    expect(JSON.stringify(await again.json())).toContain('disabled');
  });

  it('refuses a cookie that was altered', async () => {
    const cookie = cookieOf(await signIn()).get('cookie') ?? '';
    const altered = new Headers({
      cookie: cookie.replace(/=(.)/, (_, first) => `=${first === 'a' ? 'b' : 'a'}`),
    });
    expect(await authenticate(harness.deps, altered)).toBeNull();
  });

  it('signs out', async () => {
    const cookie = cookieOf(await signIn());
    cookie.set('origin', 'http://busbar.test');
    const response = await handleAuth(
      harness.deps,
      new Request('http://busbar.test/api/auth/sign-out', { method: 'POST', headers: cookie }),
    );
    expect(response.status).toBe(200);
    expect(await authenticate(harness.deps, cookie)).toBeNull();
    expect(harness.published).toContainEqual({ entity: 'session', id: expect.any(String) });
  });
});
