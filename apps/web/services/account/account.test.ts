import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { acceptLink } from '../welcome/accept-link.ts';
import { firstAdministratorLink } from '../welcome/first-administrator-link.ts';
import { addSshKey } from './add-ssh-key.ts';
import { changePassword } from './change-password.ts';
import { endSession } from './end-session.ts';
import { getAccount } from './get-account.ts';
import { removeSshKey } from './remove-ssh-key.ts';

// Made with ssh-keygen, which also says the fingerprint.
const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEUy+1eRKONzS/hIyquVa2sC9bki6pDHVVSKnRQb2HvQ ada@desk';
const fingerprint = 'SHA256:hlKVS5lOrLhst3k3GAhHvLR1zZlIeEMCFgme/2kwKgE';

let harness: ServiceHarness;
let ada: Actor;
let eve: Actor;
beforeEach(async () => {
  harness = await serviceHarness();
  ada = await harness.addPerson('operator', 'ada');
  eve = await harness.addPerson('administrator', 'eve');
});
afterEach(() => harness.remove());

const keysOf = async (actor: Actor) => (await getAccount(harness.deps, actor)).sshKeys;

it('keeps SSH keys with the fingerprint that ssh-keygen shows, each once', async () => {
  const input = { name: 'desk', publicKey: `${publicKey}\n` };
  await addSshKey(harness.deps, ada, input);
  expect(await keysOf(ada)).toMatchObject([{ publicKey, fingerprint }]);
  await expect(addSshKey(harness.deps, ada, input)).rejects.toMatchObject({ code: 'already-exists' });
  await addSshKey(harness.deps, eve, input);
});

it.each([
  '-----BEGIN OPENSSH PRIVATE KEY-----',
  'ssh-ed25519 AAAA',
  'ssh-rsa !!!',
  `${publicKey}\n${publicKey}`,
])('refuses what is no public key: %s', async (text) => {
  const adding = addSshKey(harness.deps, ada, { name: 'x', publicKey: text });
  await expect(adding).rejects.toMatchObject({ code: 'invalid-input' });
});

it("does not let anyone touch another's keys and sessions", async () => {
  await addSshKey(harness.deps, ada, { name: 'desk', publicKey });
  const keyId = (await keysOf(ada))[0]?.id ?? '';
  await expect(removeSshKey(harness.deps, eve, { keyId })).rejects.toMatchObject({ code: 'not-found' });
  await harness.deps.db.write((transaction) =>
    transaction.session.create({
      data: { id: 's', token: 't', userId: ada.userId ?? '', expiresAt: new Date(Date.now() + 60_000) },
    }),
  );
  await expect(endSession(harness.deps, eve, { sessionId: 's' })).rejects.toMatchObject({
    code: 'not-found',
  });
  await endSession(harness.deps, ada, { sessionId: 's' });
  expect(harness.published).toContainEqual({ entity: 'session', id: 's' });
});

it('changes a password only with the current one', async () => {
  await harness.deps.db.write((transaction) => transaction.user.deleteMany());
  const token = new URL((await firstAdministratorLink(harness.deps)) ?? '').searchParams.get('token') ?? '';
  const made = { token, name: 'Ada', email: 'ada@busbar.test', password: 'correct horse battery' };
  const { userId } = await acceptLink(harness.deps, null, made);
  const actor: Actor = { ...ada, userId };
  const change = (current: string) =>
    changePassword(harness.deps, actor, { current, next: 'another long password' });
  await expect(change('wrong')).rejects.toMatchObject({ code: 'forbidden' });
  await change('correct horse battery');
  await change('another long password');
});
