import { expect, it } from 'vitest';
import { packVmRows, unpackVmRows } from './pack-vm-rows.ts';
import type { VmRow } from './vm-row.ts';

const row = (name: string, changes: Partial<VmRow> = {}): VmRow => ({
  id: `id of ${name}`,
  version: 3,
  name,
  hostId: 'one host',
  hostName: 'rack-1',
  state: 'running',
  channel: 'up',
  network: 'down',
  image: 'debian-12',
  templateName: '',
  cpuCount: 2,
  memoryMb: 2048,
  diskGb: 20,
  tags: ['prod', 'web'],
  addresses: ['10.0.0.1', 'fd00::1'],
  bootedAt: new Date('2026-11-21T09:00:00Z'),
  ...changes,
});

it('brings rows back as they were', () => {
  const rows = [
    row('a'),
    row('b', { tags: [], addresses: [], bootedAt: null, state: 'stopped', channel: 'down' }),
    row('prod', { tags: ['prod'], image: 'prod', hostName: 'constructor', hostId: '__proto__' }),
  ];
  expect(unpackVmRows(packVmRows(rows))).toEqual(rows);
});

it('says what repeats only once', () => {
  const rows = Array.from({ length: 500 }, (_, index) => row(`vm-${index}`));
  expect(packVmRows(rows).split('debian-12')).toHaveLength(2);
  expect(unpackVmRows(packVmRows(rows))).toEqual(rows);
});

it('packs no rows', () => {
  expect(unpackVmRows(packVmRows([]))).toEqual([]);
});
