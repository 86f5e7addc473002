import { expect, it } from 'vitest';
import { toldOfVm } from '../testing/told-of-vm.ts';

const disk = {
  ...{ id: 'scsi-0-3', name: '<b>.vhdx', place: 'SCSI 0:3', format: 'vhdx', kind: 'dynamic', isOurs: true },
  ...{ sizeBytes: 2 ** 30, fileBytes: 2 ** 22, below: [{ name: 'disk.vhdx', fileBytes: null }] },
};
const disks = { disks: [disk], folder: 'C:\\vms' };
const { ask, askOffline } = toldOfVm('disks');

it('tells what the host says now, to whoever may look', async () => {
  const lost = { ...disk, sizeBytes: null, fileBytes: null, below: [] };
  for (const told of [disks, { ...disks, disks: [] }, { ...disks, disks: [lost] }])
    expect(await ask(told)).toEqual({ status: 200, body: told });
});

it.each([
  ['id that is a path', { ...disks, disks: [{ ...disk, id: '../x' }] }],
  ['size that is no number', { ...disks, disks: [{ ...disk, sizeBytes: 'x' }] }],
  ['name without end', { ...disks, disks: [{ ...disk, name: 'x'.repeat(1100) }] }],
  ['chain without end', { ...disks, disks: [{ ...disk, below: Array(257).fill(disk.below[0]) }] }],
  ['more disks than it may tell', { ...disks, disks: Array(257).fill(disk) }],
])('takes from a host no %s', async (_what, told) => {
  expect((await ask(told)).body).toMatchObject({ code: 'bad-peer' });
});

it('says that a host which is offline cannot be asked', async () => {
  expect(await askOffline()).toMatchObject({ status: 503, body: { code: 'host-offline' } });
});
