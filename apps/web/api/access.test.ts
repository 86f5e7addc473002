/** Who may call what: every procedure is in the table, and a new one fails until somebody has decided. */
import { Permission, type Role } from '@busbar/shared/domain/roles';
import type { WireError } from '@busbar/shared/errors/wire-error';
import { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../auth/actor.ts';
import { type ServiceHarness, serviceHarness } from '../testing/service-harness.ts';
import { wireErrorOf } from './error-shape.ts';
import { appRouter } from './router.ts';
import { createCaller } from './trpc.ts';

const id = '00000000-0000-7000-8000-000000000000';
const token = 'x'.repeat(43);
const documents = { metaData: '', userData: '#cloud-config\n' };
const provision = {
  hostId: null,
  driver: 'sandbox',
  image: 'i',
  templateId: id,
  name: 'web',
  cpuCount: 1,
  memoryMb: 64,
  diskGb: 1,
  variables: {},
};
const template = { title: 't', documents, variables: [], defaults: {} };
const webhook = { name: 'w', url: 'https://example.test', eventTypes: ['*'] };

const exportedVm = {
  ...{ id, name: 'v', driver: 'sandbox', image: 'i', network: 'none' },
  ...{ cpuCount: 1, memoryBytes: 1, diskBytes: 1 },
};

/** The least role that is let in, or `person` (anyone signed in, no token) or `public`; and an input that parses. */
const table: Record<string, [Role | 'person' | 'public' | 'anyone', unknown]> = {
  'session.me': ['anyone', undefined],
  'fleet.overview': ['viewer', undefined],
  'vm.list': ['viewer', {}],
  'vm.rows': ['viewer', { after: null, limit: 1 }],
  'vm.get': ['viewer', { vmId: id }],
  'vm.previewSeed': ['viewer', { template: { documents, variables: [] } }],
  'vm.provision': ['operator', provision],
  'vm.power': ['operator', { vmId: id, action: 'start' }],
  'vm.move': ['operator', { vmId: id, toHostId: id }],
  'vm.meter': ['operator', { vmId: id, metering: 'on' }],
  'vm.moveStorage': ['operator', { vmId: id, place: 'fast' }],
  'vm.resize': ['operator', { vmId: id, cpuCount: 1, memoryMb: 512, diskGb: 8 }],
  'vm.export': ['operator', { vmId: id, name: 'n' }],
  'vm.capture': ['operator', { vmId: id, slug: 's', title: 't', os: 'o' }],
  'vm.clone': ['operator', { vmId: id, name: 'n', mode: 'full' }],
  'vm.import': ['operator', { hostId: id, exportId: id, mode: 'copy', name: 'n', vm: exportedVm }],
  'vm.delete': ['operator', { vmId: id, confirmName: 'x' }],
  'vm.setTags': ['operator', { vmId: id, tags: [] }],
  'backup.create': ['operator', { vmId: id }],
  'backup.verify': ['operator', { hostId: id, backupId: id, vmName: 'v' }],
  'backup.restore': ['operator', { hostId: id, backupId: id, mode: 'copy', name: 'n', vm: exportedVm }],
  'backup.remove': ['operator', { hostId: id, backupId: id, vmName: 'v' }],
  'checkpoint.create': ['operator', { vmId: id, name: 'n' }],
  'checkpoint.applyTo': ['operator', { vmId: id, checkpointId: id, start: true }],
  'checkpoint.rename': ['operator', { vmId: id, checkpointId: id, name: 'n' }],
  'checkpoint.remove': ['operator', { vmId: id, checkpointId: id }],
  'media.attach': ['operator', { vmId: id, iso: 'a.iso' }],
  'media.eject': ['operator', { vmId: id }],
  'disk.add': ['operator', { vmId: id, sizeGb: 1 }],
  'disk.remove': ['operator', { vmId: id, diskId: 'data-1', deleteFile: true }],
  'disk.resize': ['operator', { vmId: id, diskId: 'system', sizeGb: 2 }],
  'disk.compact': ['operator', { vmId: id, diskId: 'system' }],
  'disk.convert': ['operator', { vmId: id, diskId: 'system', kind: 'fixed' }],
  'switch.create': ['administrator', { hostId: id, name: 'n', type: 'private' }],
  'switch.remove': ['administrator', { hostId: id, switchId: id, name: 'n' }],
  'host.list': ['viewer', undefined],
  'host.get': ['viewer', { hostId: id }],
  'host.createEnrolment': ['administrator', {}],
  'host.enrolmentStatus': ['administrator', { tokenId: id }],
  'host.enrolments': ['administrator', undefined],
  'host.revokeEnrolment': ['administrator', { tokenId: id }],
  'host.setDraining': ['administrator', { hostId: id, isDraining: true }],
  'host.rename': ['administrator', { hostId: id, name: 'h' }],
  'host.remove': ['administrator', { hostId: id, confirmName: 'h' }],
  'image.list': ['viewer', undefined],
  'image.import': [
    'operator',
    {
      ...{ hostId: id, driver: 'qemu', slug: 's', title: 't', os: 'o' },
      source: { kind: 'url', url: 'https://mirror.example/disk' },
    },
  ],
  'image.verify': ['operator', { hostId: id, driver: 'qemu', image: 'i' }],
  'image.remove': ['operator', { hostId: id, driver: 'qemu', image: 'i' }],
  'image.replicate': ['operator', { hostId: id, driver: 'qemu', image: 'i' }],
  'template.list': ['viewer', undefined],
  'template.get': ['viewer', { templateId: id }],
  'template.preview': ['viewer', { template: { documents, variables: [] } }],
  'template.save': ['operator', template],
  'template.archive': ['operator', { templateId: id }],
  'job.list': ['viewer', {}],
  'job.get': ['viewer', { jobId: id }],
  'job.events': ['viewer', { jobId: id, after: 0 }],
  'job.cancel': ['operator', { jobId: id }],
  'job.continue': ['operator', { jobId: id }],
  'job.retry': ['operator', { jobId: id }],
  'webhook.list': ['operator', undefined],
  'webhook.deliveries': ['operator', { webhookId: id }],
  'webhook.delivery': ['operator', { deliveryId: id }],
  'webhook.create': ['administrator', webhook],
  'webhook.update': ['administrator', { webhookId: id }],
  'webhook.delete': ['administrator', { webhookId: id }],
  'webhook.rotateSecret': ['administrator', { webhookId: id }],
  'webhook.test': ['administrator', { webhookId: id }],
  'webhook.redeliver': ['administrator', { deliveryId: id }],
  'account.get': ['person', undefined],
  'account.changePassword': ['person', { current: 'x', next: 'long enough it is' }],
  'account.rename': ['person', { name: 'n' }],
  'account.addSshKey': ['person', { name: 'n', publicKey: 'x' }],
  'account.removeSshKey': ['person', { keyId: id }],
  'account.createToken': ['person', { name: 'n', scopes: ['fleet.read'], expiresInDays: 1 }],
  'account.revokeToken': ['person', { tokenId: id }],
  'account.endSession': ['person', { sessionId: 'x' }],
  'savedView.list': ['person', undefined],
  'savedView.save': ['person', { name: 'n', query: 'state=running' }],
  'savedView.rename': ['person', { viewId: id, name: 'n' }],
  'savedView.remove': ['person', { viewId: id }],
  'people.list': ['administrator', undefined],
  'people.invite': ['administrator', { email: 'new@busbar.test', role: 'viewer' }],
  'people.setRole': ['administrator', { userId: id, role: 'viewer' }],
  'people.disable': ['administrator', { userId: id }],
  'people.enable': ['administrator', { userId: id }],
  'people.resetLink': ['administrator', { userId: id }],
  'people.revokeInvite': ['administrator', { inviteId: id }],
  'audit.list': ['administrator', {}],
  'welcome.inspect': ['public', { token }],
  'welcome.accept': ['public', { token, password: 'long enough it is' }],
};
const roles: readonly Role[] = ['viewer', 'operator', 'administrator'];

let harness: ServiceHarness;
const people = new Map<Role, Actor>();
beforeAll(async () => {
  harness = await serviceHarness();
  for (const role of roles) people.set(role, await harness.addPerson(role));
});
afterAll(() => harness.remove());

/** The code of the refusal, or `ok`. */
async function call(path: string, actor: Actor | null): Promise<WireError['code'] | 'ok'> {
  const caller = createCaller(appRouter)({ deps: harness.deps, actor, headers: new Headers() });
  const [entity = '', verb = ''] = path.split('.');
  const procedures = caller as unknown as Record<
    string,
    Record<string, (input: unknown) => Promise<unknown>>
  >;
  try {
    await procedures[entity]?.[verb]?.(table[path]?.[1]);
    return 'ok';
  } catch (error) {
    if (error instanceof TRPCError) return wireErrorOf(error).code;
    throw error;
  }
}

it('has every procedure in the table', () => {
  expect(Object.keys(appRouter._def.procedures).sort()).toEqual(Object.keys(table).sort());
});

describe.each(Object.entries(table))('%s', (path, [least]) => {
  it('needs a session unless it is public', async () => {
    const code = await call(path, null);
    if (least === 'public') expect(code).toBe('not-found');
    else expect(code).toBe('unauthenticated');
  });

  it.each(roles)('as %s', async (role) => {
    const code = await call(path, people.get(role) ?? null);
    const isLetIn = !roles.includes(least as Role) || roles.indexOf(role) >= roles.indexOf(least as Role);
    // What exists is not the question here: who is let in hears `ok` or what is wrong with the request.
    if (path === 'account.changePassword') expect(code).toBe('forbidden');
    else if (isLetIn)
      expect(['ok', 'not-found', 'invalid-input', 'precondition-failed', 'already-exists']).toContain(code);
    else expect(code).toBe('forbidden');
  });

  it('as a token without scopes', async () => {
    const administrator = people.get('administrator');
    if (administrator === undefined) throw new Error('no administrator');
    const code = await call(path, { ...administrator, type: 'token', permissions: new Set() });
    if (least === 'anyone') expect(code).toBe('ok');
    else if (least === 'public') expect(code).toBe('not-found');
    else expect(code).toBe('forbidden');
  });
});

it('writes refusals down, and the table only grows', async () => {
  const { db } = harness.deps;
  const denied = await db.read.auditEntry.findMany({ where: { outcome: 'denied', actorName: 'viewer' } });
  expect(denied.map((entry) => entry.action)).toContain('vm.provision');
  expect(denied.every((entry) => Permission.safeParse(entry.action).success)).toBe(true);
  const before = await db.read.auditEntry.findMany();
  await expect(db.write((transaction) => transaction.auditEntry.deleteMany())).rejects.toThrow();
  await expect(
    db.write((transaction) => transaction.auditEntry.updateMany({ data: { outcome: 'allowed' } })),
  ).rejects.toThrow();
  expect(await db.read.auditEntry.findMany()).toEqual(before);
});
