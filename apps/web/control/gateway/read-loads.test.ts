import { loadRequestLimit } from '@busbar/shared/realtime/load-series';
import type { TelemetryView } from '@busbar/shared/realtime/views';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { LoadHistory } from '../hosts/load-history.ts';
import { readLoads } from './read-loads.ts';

let harness: ServiceHarness;
beforeEach(async () => {
  harness = await serviceHarness();
});
afterEach(() => harness.remove());

const id = (number: number): string => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;

it('answers for those that report, to those who may see the fleet', async () => {
  const { db, now } = harness.deps;
  const loads = new LoadHistory();
  const heartbeat = { cpuUsage: 0.25, memory: { totalBytes: 4, availableBytes: 1 } };
  loads.add({ vmId: id(1), at: now().getTime(), channelRttMs: 1, heartbeat } as TelemetryView);
  const viewer = await harness.addPerson('viewer');
  const { series } = await readLoads({ db, now, loads }, viewer, `/live/load?vms=${id(1)},${id(2)}`);
  expect(Object.keys(series)).toEqual([id(1)]);
  expect(series[id(1)]?.cpu).toContain(25);
  expect(series[id(1)]?.memory).toContain(75);
  const nobody = { ...viewer, permissions: new Set<never>() };
  const refused = readLoads({ db, now, loads }, nobody, `/live/load?vms=${id(1)}`);
  await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
});

it.each([
  ['what is no id', '__proto__'],
  ['too many', Array.from({ length: loadRequestLimit + 1 }, (_, number) => id(number)).join(',')],
])('refuses %s', async (_what, vms) => {
  const { db, now } = harness.deps;
  const viewer = await harness.addPerson('viewer');
  const answer = readLoads({ db, now, loads: new LoadHistory() }, viewer, `/live/load?vms=${vms}`);
  await expect(answer).rejects.toMatchObject({ code: 'invalid-input' });
});
