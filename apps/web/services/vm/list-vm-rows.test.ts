import { unpackVmRows } from '@busbar/shared/realtime/pack-vm-rows';
import { type VmRow, vmRowOf } from '@busbar/shared/realtime/vm-row';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { listVmRows } from './list-vm-rows.ts';
import { listVms } from './list-vms.ts';

let harness: ServiceHarness;
let viewer: Actor;
beforeEach(async () => {
  harness = await serviceHarness();
  viewer = await harness.addPerson('viewer');
});
afterEach(() => harness.remove());

async function addHost(name: string, state: string): Promise<string> {
  const id = harness.deps.newId();
  await harness.deps.db.write((transaction) =>
    transaction.host.create({ data: { id, name, state, publicKey: id, sealingKey: '' } }),
  );
  return id;
}

const addVms = (hostId: string, names: readonly string[], isDeleted = false) =>
  harness.deps.db.write((transaction) =>
    transaction.vm.createMany({
      data: names.map((name) => ({
        id: harness.deps.newId(),
        name,
        liveName: isDeleted ? null : name,
        deletedAt: isDeleted ? new Date() : null,
        hostId,
        state: isDeleted ? 'deleted' : 'running',
        channel: 'up',
        network: 'down',
        driver: 'qemu',
        image: 'debian-12',
        cpuCount: 2,
        memoryMb: 2048,
        diskGb: 20,
        tags: '["prod","web"]',
        addresses: '["10.0.0.7"]',
        bootedAt: new Date('2026-11-21T09:00:00Z'),
      })),
    }),
  );

async function readAll(limit: number): Promise<VmRow[]> {
  const rows: VmRow[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listVmRows>> = await listVmRows(harness.deps, viewer, {
      after,
      limit,
    });
    expect(page.total).toBe(7);
    rows.push(...unpackVmRows(page.packed));
    after = page.nextAfter;
  } while (after !== null);
  return rows;
}

it('is, page by page, what the complete list says of each VM that is not deleted', async () => {
  const online = await addHost('rack-1', 'online');
  const offline = await addHost('rack-2', 'offline');
  await addVms(online, ['b', 'B', 'a-10', 'a-2']);
  await addVms(offline, ['ü', 'c d', 'a']);
  await addVms(online, ['gone'], true);
  const { items } = await listVms(harness.deps, viewer, {});
  expect(items).toHaveLength(7);
  for (const limit of [1, 2, 3, 7, 100]) expect(await readAll(limit)).toEqual(items.map(vmRowOf));
  expect((await readAll(100)).find(({ name }) => name === 'a')).toMatchObject({
    channel: 'unknown',
    network: 'unknown',
  });
});

it('is given to programs in answers of the size they like', async () => {
  const hostId = await addHost('rack-1', 'online');
  await addVms(hostId, ['a', 'b', 'c', 'd', 'e']);
  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listVms>> = await listVms(harness.deps, viewer, {
      hostId,
      limit: 2,
      ...(cursor === null ? {} : { cursor }),
    });
    expect(page.items.length).toBeLessThanOrEqual(2);
    names.push(...page.items.map(({ name }) => name));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(names.join('')).toBe('abcde');
});

it('is for those who may see the fleet', async () => {
  const nobody: Actor = { ...viewer, permissions: new Set() };
  const answer = listVmRows(harness.deps, nobody, { after: null, limit: 10 });
  await expect(answer).rejects.toMatchObject({ code: 'forbidden' });
});
