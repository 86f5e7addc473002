import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { createEnrolment } from './create-enrolment.ts';
import { enrolmentStatus } from './enrolment-status.ts';
import { listEnrolments } from './list-enrolments.ts';
import { revokeEnrolment } from './revoke-enrolment.ts';

let harness: ServiceHarness;
let administrator: Actor;
beforeEach(async () => {
  harness = await serviceHarness();
  administrator = await harness.addPerson('administrator');
});
afterEach(() => harness.remove());

const make = (note: string) => createEnrolment(harness.deps, administrator, { note });
const list = async () => (await listEnrolments(harness.deps, administrator)).items;
const revoke = (tokenId: string) => revokeEnrolment(harness.deps, administrator, { tokenId });
const set = (id: string, data: object) =>
  harness.deps.db.write((transaction) => transaction.enrolmentToken.update({ where: { id }, data }));

it('lists who made which open line for what, newest first, and never its token', async () => {
  const first = await make('rack 3');
  const second = await make('');
  const items = await list();
  expect(items).toEqual([
    expect.objectContaining({ id: second.tokenId, note: '' }),
    expect.objectContaining({
      id: first.tokenId,
      note: 'rack 3',
      createdByName: administrator.name,
      expiresAt: first.expiresAt,
    }),
  ]);
  const token = /--token (\S+)/.exec(first.command.linux)?.[1] ?? 'none';
  expect(first.command.linux).toContain(token);
  expect(JSON.stringify(items)).not.toContain(token);
  expect(Object.keys(items[0] ?? {})).not.toContain('tokenHash');
});

it.each([
  ['used', { usedAt: new Date(0), hostId: 'h' }],
  ['expired', { expiresAt: new Date(0) }],
  ['revoked', { revokedAt: new Date(0) }],
])('leaves out one that was %s', async (_what, data) => {
  const { tokenId } = await make('');
  await set(tokenId, data);
  expect(await list()).toEqual([]);
});

it('revokes a line once, and says so in the audit table', async () => {
  const { tokenId } = await make('rack 3');
  await revoke(tokenId);
  await revoke(tokenId);
  expect(await list()).toEqual([]);
  expect((await enrolmentStatus(harness.deps, administrator, { tokenId })).state).toBe('revoked');
  const entries = await harness.deps.db.read.auditEntry.findMany({
    where: { action: 'host.revoke-enrolment' },
  });
  expect(entries).toMatchObject([{ targetId: tokenId, targetName: 'rack 3', actorName: administrator.name }]);
});

it('does not pretend to revoke a line that a host has used', async () => {
  const { tokenId } = await make('');
  await set(tokenId, { usedAt: new Date(), hostId: 'h' });
  await expect(revoke(tokenId)).rejects.toMatchObject({ code: 'conflict', details: { hostId: 'h' } });
});

it('is for administrators only', async () => {
  const { tokenId } = await make('');
  const operator = await harness.addPerson('operator');
  await expect(listEnrolments(harness.deps, operator)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(revokeEnrolment(harness.deps, operator, { tokenId })).rejects.toMatchObject({
    code: 'forbidden',
  });
});
