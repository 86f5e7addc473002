import type { SecureBoot } from '@busbar/shared/domain/image';
import { expect, test } from 'vitest';
import type { VmSpecification } from '../driver.ts';
import { checkCall } from './catalogue/check-call.ts';

import { attachCalls, detachCalls, mediaOf } from './media.ts';
import { readMark } from './ownership-mark.ts';
import { checkHypervSizes, defineCalls, newVmCall } from './plan-vm.ts';
import { VmSummary } from './results.ts';

const hypervId = '3f2a9c1e-5b1d-4f0e-9a55-0c2f5d1f9b10';
const vm: VmSpecification = {
  vmId: '01890000-0000-7000-8000-000000000001',
  name: 'web1',
  image: 'debian-12',
  cpuCount: 2,
  memoryBytes: 512 * 2 ** 20,
  diskBytes: 4 * 2 ** 30,
  network: 'none',
};
const definition = { vm, hypervId, secureBoot: 'linux', adapterCount: 1, switchId: null } as const;
const namesOf = (calls: readonly { readonly cmdlet: string }[]) => calls.map(({ cmdlet }) => cmdlet);

test('every call is one that the documentation allows', () => {
  const switchId = 'c08cb7b8-9b3c-408e-8e30-5e16a3aeb444';
  const secureBoots: SecureBoot[] = ['off', 'linux', 'windows', 'shielded-linux'];
  const calls = [
    newVmCall(vm, { disk: 'C:\\v\\disk.vhdx', folder: 'C:\\v' }),
    ...secureBoots.flatMap((secureBoot) => defineCalls({ ...definition, secureBoot })),
    ...defineCalls({ ...definition, switchId, adapterCount: 0 }),
  ];
  expect(calls.map(checkCall).filter((problem) => problem !== null)).toEqual([]);
});

test('the mark comes last, so that a VM that has it is complete', () => {
  const last = defineCalls(definition).at(-1);
  expect(readMark(String(last?.parameters.Notes))).toEqual({
    vmId: vm.vmId,
    hypervId,
    image: 'debian-12',
  });
  expect(namesOf(defineCalls(definition)).filter((name) => name === 'Set-VM')).toHaveLength(2);
});

test.each([
  [null, 1, ['Remove-VMNetworkAdapter']],
  [null, 0, []],
  ['c08cb7b8-9b3c-408e-8e30-5e16a3aeb444', 1, ['Connect-VMNetworkAdapter']],
  ['c08cb7b8-9b3c-408e-8e30-5e16a3aeb444', 0, ['Add-VMNetworkAdapter', 'Connect-VMNetworkAdapter']],
] as const)('on switch %s with %i adapters: %j', (switchId, adapterCount, expected) => {
  const names = namesOf(defineCalls({ ...definition, switchId, adapterCount }));
  expect(names.filter((name) => name.includes('NetworkAdapter'))).toEqual(expected);
});

test.each([
  { memoryBytes: 16 * 2 ** 20 },
  { memoryBytes: 513 * 2 ** 20 },
  { memoryBytes: 512 * 2 ** 20 + 1 },
  { diskBytes: 4 * 2 ** 30 + 512 },
])('%j is refused, not rounded', (sizes) => {
  expect(() => checkHypervSizes({ ...vm, ...sizes })).toThrow('Hyper-V takes');
});

test('each disc has its place; what is there already is not attached again', () => {
  const empty = VmSummary.parse({ Id: hypervId });
  const withSeed = (Path: string | null, ControllerLocation = 1) =>
    VmSummary.parse({ Id: hypervId, DVDDrives: [{ Path, ControllerNumber: 0, ControllerLocation }] });
  const seed = { role: 'seed', path: 'C:\\seed.iso' } as const;
  expect(attachCalls(empty, seed)).toMatchObject([
    { cmdlet: 'Add-VMDvdDrive', parameters: { ControllerLocation: 1, Path: 'C:\\seed.iso' } },
  ]);
  expect(attachCalls(withSeed('c:\\SEED.iso'), seed)).toEqual([]);
  expect(namesOf(attachCalls(withSeed('C:\\other.iso'), seed))).toEqual(['Set-VMDvdDrive']);
  expect(attachCalls(withSeed(null), seed)).toMatchObject([{ cmdlet: 'Set-VMDvdDrive' }]);
  expect(detachCalls(withSeed('C:\\seed.iso'), 'seed')).toMatchObject([{ parameters: { Path: null } }]);
  expect(detachCalls(withSeed('C:\\seed.iso'), 'tools')).toEqual([]);
  expect(detachCalls(withSeed(null), 'seed')).toEqual([]);
  // A drive that somebody else has added is not told as ours.
  expect(mediaOf(withSeed('C:\\game.iso', 5))).toEqual([]);
  const calls = [
    ...attachCalls(empty, seed),
    ...attachCalls(withSeed(null), seed),
    ...detachCalls(withSeed('x'), 'seed'),
  ];
  expect(calls.map(checkCall).filter((problem) => problem !== null)).toEqual([]);
});
