import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../auth/actor.ts';
import { createToken } from '../services/account/create-token.ts';
import { getAccount } from '../services/account/get-account.ts';
import { revokeToken } from '../services/account/revoke-token.ts';
import { type ServiceHarness, serviceHarness } from '../testing/service-harness.ts';
import { describeRest, handleRest } from './handle-rest.ts';
import { handleTrpc } from './handle-trpc.ts';

let harness: ServiceHarness;
let operator: Actor;
const unexpected: unknown[] = [];
beforeEach(async () => {
  unexpected.length = 0;
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
});
afterEach(async () => {
  await harness.remove();
  expect(unexpected).toEqual([]);
});

const newToken = async (
  scopes: readonly ('fleet.read' | 'job.read' | 'vm.power')[] = ['fleet.read'],
): Promise<string> =>
  (await createToken(harness.deps, operator, { name: 'ci', scopes: [...scopes], expiresInDays: 1 })).token;

type Call = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string };
function rest(path: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Response> {
  const request = new Request(`http://busbar.test/api/rest${path}`, {
    method,
    headers: { host: 'busbar.test', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return handleRest(harness.deps, request, (error) => unexpected.push(error));
}
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

describe('tokens', () => {
  it('do what their scopes and their owner allow, and nothing else', async () => {
    const token = await newToken();
    const session = await rest('/session', { headers: bearer(token) });
    expect(await session.json()).toMatchObject({ permissions: ['fleet.read'], user: { role: 'operator' } });
    expect((await rest('/vms', { headers: bearer(token) })).status).toBe(200);
    const jobs = await rest('/jobs', { headers: bearer(token) });
    expect(jobs.status).toBe(403);
    expect(await jobs.json()).toMatchObject({ error: { code: 'forbidden' } });
  });

  it('lose what their owner loses', async () => {
    const token = await newToken(['fleet.read', 'vm.power']);
    await harness.deps.db.write((transaction) => transaction.user.updateMany({ data: { role: 'viewer' } }));
    const session = await rest('/session', { headers: bearer(token) });
    expect(await session.json()).toMatchObject({ permissions: ['fleet.read'] });
    await harness.deps.db.write((transaction) =>
      transaction.user.updateMany({ data: { disabledAt: new Date() } }),
    );
    expect((await rest('/session', { headers: bearer(token) })).status).toBe(401);
  });

  it('end when they expire or are revoked', async () => {
    const [first, second] = [await newToken(), await newToken()];
    const account = await getAccount(harness.deps, operator);
    await revokeToken(harness.deps, operator, { tokenId: account.tokens[0]?.id ?? '' });
    const statuses = await Promise.all(
      [first, second].map(async (token) => (await rest('/session', { headers: bearer(token) })).status),
    );
    expect(statuses.sort()).toEqual([200, 401]);
    harness.advanceMs(25 * 60 * 60_000);
    expect((await rest('/session', { headers: bearer(first) })).status).toBe(401);
  });

  it('are kept as a hash, and cannot be asked for more than their owner may', async () => {
    const token = await newToken();
    expect(JSON.stringify(await harness.deps.db.read.apiToken.findMany())).not.toContain(token);
    const beyond = createToken(harness.deps, operator, {
      name: 'x',
      scopes: ['people.write'],
      expiresInDays: 1,
    });
    await expect(beyond).rejects.toMatchObject({ code: 'forbidden' });
  });

  it.each(['Bearer bbt_wrong', 'Bearer ', 'Basic x', `Bearer bbt_${'A'.repeat(43)}`])(
    'are not %s',
    async (text) => {
      expect((await rest('/session', { headers: { authorization: text } })).status).toBe(401);
    },
  );
});

describe('the description', () => {
  it('lists only what is routed', async () => {
    const token = await newToken();
    const { paths = {} } = describeRest('1', 'http://busbar.test');
    const listed = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item as object).map((method) => [method.toUpperCase(), path] as const),
    );
    expect(listed.length).toBeGreaterThan(25);
    const id = '00000000-0000-7000-8000-000000000000';
    for (const [method, path] of listed) {
      const response = await rest(path.replaceAll(/\{\w+\}/g, id), {
        method,
        headers: bearer(token),
        ...(method === 'GET' ? {} : { body: '{}' }),
      });
      // `NOT_FOUND` of the router itself has no words of ours.
      const text = await response.text();
      expect(text, `${method} ${path}`).not.toContain('"message":"Not found"');
      expect([200, 400, 403, 404], `${method} ${path} ${text}`).toContain(response.status);
    }
  });

  it('answers what is not listed with 404', async () => {
    const response = await rest('/nothing', { headers: bearer(await newToken()) });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'not-found' } });
  });
});

describe('requests from elsewhere', () => {
  const change = (headers: Record<string, string>, body = '{}') =>
    handleTrpc(
      harness.deps,
      new Request('http://busbar.test/api/trpc/job.cancel', {
        method: 'POST',
        headers: {
          host: 'busbar.test',
          'content-type': 'application/json',
          cookie: 'busbar.x=y',
          ...headers,
        },
        body,
      }),
      (error) => unexpected.push(error),
    );

  it.each<[number, Record<string, string>]>([
    [403, {}],
    [403, { origin: 'http://evil.test' }],
    [403, { origin: 'null' }],
    [403, { 'sec-fetch-site': 'same-site', origin: 'http://busbar.test' }],
    [403, { 'sec-fetch-site': 'cross-site' }],
    [401, { origin: 'http://busbar.test' }],
    [401, { 'sec-fetch-site': 'same-origin' }],
  ])('get %i with %j', async (status, headers) => {
    expect((await change(headers)).status).toBe(status);
  });

  it('are refused clearly when they are too large', async () => {
    const response = await change({ origin: 'http://busbar.test' }, `"${'x'.repeat(13 * 1024 * 1024)}"`);
    expect(response.status).toBe(413);
    const body = (await response.json()) as {
      error: { json: { data: { appError: { userMessage: string } } } };
    };
    expect(body.error.json.data.appError.userMessage).toContain('at most 1 MiB');
  });
});
