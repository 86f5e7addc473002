import { expect, it } from 'vitest';
import { toldOfHost } from '../testing/told-of-vm.ts';

const one = {
  ...{ id: '2b1c6a54-0a51-4c1f-9d0e-6a2f7d9c1b3e', name: 'it’s <b>“Lab”</b>', notes: '', type: 'External' },
  ...{ adapter: 'Intel', sharesAdapter: true, isForVms: false, isBuiltIn: false },
  vms: [{ vmId: null, name: 'by hand' }],
};
const adapter = {
  name: 'E',
  description: 'Intel',
  status: 'Up',
  macAddress: '',
  speed: '',
  takenBy: one.name,
};
const told = { driver: 'hyperv', switches: [one], adapters: [adapter] };

const { ask, askOffline } = toldOfHost('switches');

it('tells what the host says now, to whoever may look', async () => {
  for (const said of [told, { ...told, switches: [], adapters: [] }])
    expect(await ask(said)).toEqual({ status: 200, body: said });
});

it.each([
  ['an id that is none', { ...told, switches: [{ ...one, id: '../..' }] }, 'bad-peer'],
  ['a name without end', { ...told, switches: [{ ...one, name: 'x'.repeat(300) }] }, 'bad-peer'],
  ['a VM of no id', { ...told, switches: [{ ...one, vms: [{ vmId: 'x', name: '' }] }] }, 'bad-peer'],
  ['more switches than there can be', { ...told, switches: Array(257).fill(one) }, 'bad-peer'],
  ['an answer without end', { ...told, adapters: 'x'.repeat(5_000_000) }, 'too-large'],
])('takes from a host no %s', async (_what, said, code) => {
  expect((await ask(said)).body).toMatchObject({ code });
});

it('says that a host which is offline cannot be asked', async () => {
  expect(await askOffline()).toMatchObject({ status: 503, body: { code: 'host-offline' } });
});
