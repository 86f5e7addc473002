import { expect, it } from 'vitest';
import { toldOfVm } from '../testing/told-of-vm.ts';

const adapter = { name: 'Adapter 1', switchName: '<b>', vlanId: 42, macAddress: null, isMacDynamic: true };
const hardware = {
  memory: { startupBytes: 2 ** 30, dynamic: null, assignedBytes: null },
  adapters: [adapter],
  secureBoot: null,
  hasTpm: true,
};
const { ask, askOffline } = toldOfVm('hardware');

it('tells what the host says now, to whoever may look', async () => {
  for (const told of [hardware, { ...hardware, adapters: [] }])
    expect(await ask(told)).toEqual({ status: 200, body: told });
});

it.each([
  ['VLAN that there is not', { ...hardware, adapters: [{ ...adapter, vlanId: 5000 }] }],
  ['memory that is no number', { ...hardware, memory: { ...hardware.memory, startupBytes: 'x' } }],
  ['name without end', { ...hardware, adapters: [{ ...adapter, name: 'x'.repeat(300) }] }],
  ['more adapters than it may tell', { ...hardware, adapters: Array(65).fill(adapter) }],
])('takes from a host no %s', async (_what, told) => {
  expect((await ask(told)).body).toMatchObject({ code: 'bad-peer' });
});

it('says that a host which is offline cannot be asked', async () => {
  expect(await askOffline()).toMatchObject({ status: 503, body: { code: 'host-offline' } });
});
