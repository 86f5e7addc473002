import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { acceptLink } from '../welcome/accept-link.ts';
import { inspectLink } from '../welcome/inspect-link.ts';
import { disablePerson } from './disable-person.ts';
import { invitePerson } from './invite-person.ts';
import { listPeople } from './list-people.ts';
import { resetLink } from './reset-link.ts';
import { revokeInvite } from './revoke-invite.ts';
import { setRole } from './set-role.ts';

let harness: ServiceHarness;
let administrator: Actor;
beforeEach(async () => {
  harness = await serviceHarness();
  administrator = await harness.addPerson('administrator');
});
afterEach(() => harness.remove());

const address = '192.0.2.7';
const password = 'correct horse battery';
const tokenOf = (link: string): string => new URL(link).searchParams.get('token') ?? '';
const invite = async (email = 'Ada@busbar.test'): Promise<string> =>
  tokenOf((await invitePerson(harness.deps, administrator, { email, role: 'operator' })).link);

it('makes the invited person with the invited address and role, once', async () => {
  const token = await invite('ada@busbar.test');
  expect(await inspectLink(harness.deps, address, { token })).toEqual({
    purpose: 'invite',
    email: 'ada@busbar.test',
    role: 'operator',
  });
  const accept = { token, name: 'Ada', email: 'other@busbar.test', password };
  expect(await acceptLink(harness.deps, address, accept)).toMatchObject({ email: 'ada@busbar.test' });
  await expect(acceptLink(harness.deps, address, accept)).rejects.toMatchObject({ code: 'not-found' });
  const { items, invites } = await listPeople(harness.deps, administrator);
  expect(items.map(({ name, role }) => [name, role])).toContainEqual(['Ada', 'operator']);
  expect(invites).toEqual([]);
});

it('keeps no token, only its hash', async () => {
  const token = await invite();
  expect(JSON.stringify(await harness.deps.db.read.oneTimeLink.findMany())).not.toContain(token);
});

it('ends an invitation by time, by revoking and by a newer one', async () => {
  const first = await invite();
  const second = await invite();
  await expect(inspectLink(harness.deps, address, { token: first })).rejects.toMatchObject({
    code: 'not-found',
  });
  const { invites } = await listPeople(harness.deps, administrator);
  await revokeInvite(harness.deps, administrator, { inviteId: invites[0]?.id ?? '' });
  await expect(inspectLink(harness.deps, address, { token: second })).rejects.toMatchObject({
    code: 'not-found',
  });
  const third = await invite();
  harness.advanceMs(8 * 24 * 60 * 60_000);
  await expect(inspectLink(harness.deps, address, { token: third })).rejects.toMatchObject({
    code: 'not-found',
  });
});

it('limits tries of links from one address', async () => {
  const tries = Array.from({ length: 40 }, (_, index) =>
    inspectLink(harness.deps, address, { token: String(index).padEnd(43, 'x') }).catch((error) => error.code),
  );
  expect(await Promise.all(tries)).toContain('rate-limited');
});

it('resets a password and ends the sessions', async () => {
  const { userId } = await acceptLink(harness.deps, address, {
    token: await invite(),
    name: 'Ada',
    password,
  });
  await harness.deps.db.write((transaction) =>
    transaction.session.create({
      data: { id: 's', token: 't', userId, expiresAt: new Date(Date.now() + 60_000) },
    }),
  );
  const { link } = await resetLink(harness.deps, administrator, { userId });
  await acceptLink(harness.deps, address, { token: tokenOf(link), password: 'another long password' });
  expect(await harness.deps.db.read.session.count()).toBe(0);
  expect(await harness.deps.db.read.account.count({ where: { userId } })).toBe(1);
  expect(harness.published).toContainEqual({ entity: 'user', id: userId });
});

it('keeps one administrator', async () => {
  const userId = administrator.userId ?? '';
  await expect(disablePerson(harness.deps, administrator, { userId })).rejects.toMatchObject({
    code: 'precondition-failed',
  });
  await expect(setRole(harness.deps, administrator, { userId, role: 'viewer' })).rejects.toMatchObject({
    code: 'precondition-failed',
  });
  const user = await harness.deps.db.read.user.findUniqueOrThrow({ where: { id: userId } });
  expect(user).toMatchObject({ role: 'administrator', disabledAt: null });
});
