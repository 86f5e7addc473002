import { packVmRows } from '@busbar/shared/realtime/pack-vm-rows';
import type { RealtimeMessage } from '@busbar/shared/realtime/topics';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import { expect, it } from 'vitest';
import { VmRows } from './vm-rows.ts';

const row = (number: number, version = 1): VmRow => ({
  id: `id-${number}`,
  version,
  name: `vm-${String(number).padStart(5, '0')}`,
  hostId: 'h',
  hostName: 'rack-1',
  state: 'running',
  channel: 'up',
  network: 'up',
  image: 'debian-12',
  templateName: 'minimal',
  cpuCount: 1,
  memoryMb: 512,
  diskGb: 10,
  tags: [],
  addresses: [],
  bootedAt: null,
});

/** A server with so many VMs, whose answers the test lets go one by one. */
function fleetOf(count: number) {
  const all = Array.from({ length: count }, (_, number) => row(number));
  const asked: { after: string | null; answer: () => void; fail: (error: Error) => void }[] = [];
  let isLive = true;
  const rows = new VmRows({
    readPage: ({ after, limit }) =>
      new Promise((resolve, reject) => {
        const begin = after === null ? 0 : all.findIndex(({ name }) => name > after);
        const shown = all.slice(begin, begin + limit);
        const nextAfter = begin + limit < all.length ? (shown.at(-1)?.name ?? null) : null;
        const page = { packed: packVmRows(shown), nextAfter, total: all.length };
        asked.push({ after, answer: () => resolve(page), fail: reject });
      }),
    isLive: () => isLive,
    nowMs: () => 0,
  });
  /** Lets the newest question be answered, and what follows from it happen. */
  const answer = async (): Promise<void> => {
    asked.at(-1)?.answer();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { rows, asked, answer, goOffline: () => (isLive = false) };
}

it('shows the first rows at once and all of them in the end', async () => {
  const { rows, answer, asked } = fleetOf(6_000);
  rows.subscribe(() => undefined);
  expect(rows.state.rows).toBeUndefined();
  await answer();
  expect(rows.state).toMatchObject({ isComplete: false, total: 6_000 });
  expect(rows.state.rows?.[0]?.name).toBe('vm-00000');
  await answer();
  await answer();
  expect(rows.state.isComplete).toBe(true);
  expect(rows.state.rows).toHaveLength(6_000);
  expect(asked).toHaveLength(3);
});

it('loads once for all who look, and again after a join', async () => {
  const { rows, answer, asked } = fleetOf(10);
  rows.subscribe(() => undefined);
  rows.subscribe(() => undefined);
  await answer();
  rows.subscribe(() => undefined);
  expect(asked).toHaveLength(1);
  rows.joined();
  expect(asked).toHaveLength(2);
});

it('leaves a join to the next who looks when nobody does', async () => {
  const { rows, asked } = fleetOf(10);
  rows.joined();
  expect(asked).toHaveLength(0);
  rows.subscribe(() => undefined);
  expect(asked).toHaveLength(1);
});

it('lets the newest load win over one that was under way', async () => {
  const { rows, asked, answer } = fleetOf(10);
  rows.subscribe(() => undefined);
  rows.joined();
  const [first] = asked;
  await answer();
  expect(rows.state.isComplete).toBe(true);
  rows.apply([{ type: 'vm-changed', vm: row(3, 2) } as unknown as RealtimeMessage]);
  first?.answer();
  await new Promise((resolve) => setImmediate(resolve));
  expect(rows.state.rows?.[3]?.version).toBe(2);
  expect(rows.state.rows).toHaveLength(10);
});

it('keeps what it shows when a later load fails, and tries again for the next who looks', async () => {
  const { rows, asked, answer } = fleetOf(10);
  rows.subscribe(() => undefined);
  await answer();
  rows.joined();
  const failure = new Error('away');
  asked.at(-1)?.fail(failure);
  await new Promise((resolve) => setImmediate(resolve));
  expect(rows.state).toMatchObject({ error: failure, isComplete: true });
  expect(rows.state.rows).toHaveLength(10);
  rows.subscribe(() => undefined);
  await answer();
  expect(rows.state.error).toBeNull();
});

it('tells of a change by its messages, and of nothing else', async () => {
  const { rows, answer } = fleetOf(10);
  let told = 0;
  rows.subscribe(() => {
    told += 1;
  });
  await answer();
  expect(told).toBe(1);
  rows.apply([{ type: 'vm-changed', vm: row(3, 2) } as unknown as RealtimeMessage]);
  expect(told).toBe(2);
  rows.apply([{ type: 'vm-changed', vm: row(3, 2) } as unknown as RealtimeMessage]);
  expect(told).toBe(2);
});
