import { expect, it } from 'vitest';
import { toldOfVm } from '../testing/told-of-vm.ts';

const media = {
  media: [
    { role: 'iso', name: 'it’s <b>“one”</b>.iso' },
    { role: null, name: 'by hand.iso' },
  ],
  isosFolder: '/var/lib/busbar-host/isos',
  isos: [{ name: 'one.iso', sizeBytes: 700_000_000 }],
};
const iso = media.isos[0];
const { ask, askOffline } = toldOfVm('media');

it('tells what the host says now, to whoever may look', async () => {
  for (const told of [media, { ...media, media: [], isos: [] }])
    expect(await ask(told)).toEqual({ status: 200, body: told });
});

it.each([
  ['path for a name', { ...media, isos: [{ ...iso, name: '../../etc/x.iso' }] }, 'bad-peer'],
  ['size that is none', { ...media, isos: [{ ...iso, sizeBytes: -1 }] }, 'bad-peer'],
  ['role that there is not', { ...media, media: [{ role: 'disk', name: 'x' }] }, 'bad-peer'],
  ['more ISOs than there can be', { ...media, isos: Array(501).fill(iso) }, 'bad-peer'],
  ['answer without end', { ...media, isosFolder: 'x'.repeat(3 * 2 ** 20) }, 'too-large'],
])('takes from a host no %s', async (_what, told, code) => {
  expect((await ask(told)).body).toMatchObject({ code });
});

it('says that a host which is offline cannot be asked', async () => {
  expect(await askOffline()).toMatchObject({ status: 503, body: { code: 'host-offline' } });
});
