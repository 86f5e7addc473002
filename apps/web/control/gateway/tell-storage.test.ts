import { expect, it } from 'vitest';
import { toldOfVm } from '../testing/told-of-vm.ts';

const place = { name: 'fast', path: 'D:\\VMs', freeBytes: 2 ** 40, problem: null };
const storage = { place: 'host', bytes: 2 ** 30, places: [place] };
const { ask, askOffline } = toldOfVm('storage');

it('tells what the host says now, to whoever may look', async () => {
  const unseen = { ...place, freeBytes: null, problem: 'D:\\VMs is not there.' };
  for (const told of [storage, { ...storage, place: null, places: [unseen] }])
    expect(await ask(told)).toEqual({ status: 200, body: told });
});

it.each([
  ['place that is a path', { ...storage, place: '../x' }],
  ['size that is no number', { ...storage, bytes: 'x' }],
  ['path without end', { ...storage, places: [{ ...place, path: 'x'.repeat(1100) }] }],
  ['more places than it may tell', { ...storage, places: Array(65).fill(place) }],
])('takes from a host no %s', async (_what, told) => {
  expect((await ask(told)).body).toMatchObject({ code: 'bad-peer' });
});

it('says that a host which is offline cannot be asked', async () => {
  expect(await askOffline()).toMatchObject({ status: 503, body: { code: 'host-offline' } });
});
