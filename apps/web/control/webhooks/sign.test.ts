import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { signHeaders } from './sign.ts';

it('is accepted by the reference library under each of several secrets, and by no other', () => {
  const secrets = [1, 2].map(() => `whsec_${randomBytes(24).toString('base64')}`);
  const payload = '{"type":"job.succeeded","text":"Grüße"}';
  const headers = { ...signHeaders({ messageId: 'evt_1', atMs: Date.now(), payload, secrets }) };
  for (const secret of secrets)
    expect(new Webhook(secret).verify(payload, headers)).toMatchObject({ type: 'job.succeeded' });
  const other = new Webhook(randomBytes(24).toString('base64'));
  expect(() => other.verify(payload, headers)).toThrow();
  expect(() => new Webhook(secrets[0] ?? '').verify(`${payload} `, headers)).toThrow();
});
