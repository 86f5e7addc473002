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
const switchId = 'c08cb7b8-9b3c-408e-8e30-5e16a3aeb444';
const fresh = { Id: 'Microsoft:1\\2', Name: 'Netzwerkkarte' };
const definition = {
  ...{ vm, hypervId, secureBoot: 'linux', present: [fresh], adapters: [], hasTpm: false },
  ...{ dataDisks: ['C:\\v\\data-1.vhdx'], drives: [] },
} as const;
const plain = { switchId, vlanId: null, macAddress: null };
const vlan = { switchId, vlanId: 42, macAddress: '02:00:5e:10:00:01' };
const namesOf = (calls: readonly { readonly cmdlet: string }[]) => calls.map(({ cmdlet }) => cmdlet);

test('every call is one that the documentation allows', () => {
  const own = '0a1b2c3d-0000-0000-0000-000000000001';
  const secureBoots: SecureBoot[] = ['off', 'linux', 'windows', 'shielded-linux', own];
  const dynamicMemory = { minimumBytes: 2 ** 28, maximumBytes: 2 ** 31, bufferPercent: 30 };
  const calls = [
    newVmCall(vm, { disk: 'C:\\v\\disk.vhdx', folder: 'C:\\v' }),
    ...secureBoots.flatMap((secureBoot) => defineCalls({ ...definition, secureBoot })),
    ...defineCalls({ ...definition, vm: { ...vm, dynamicMemory, tpm: true }, adapters: [plain, vlan] }),
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

const first = { Id: 'Microsoft:1\\3', Name: 'Adapter 1' };
const second = { Id: 'Microsoft:1\\4', Name: 'Adapter 2' };
test.each([
  ['none, beside the one of New-VM', [fresh], [], ['Remove']],
  ['none, with none', [], [], []],
  ['one', [fresh], [plain], ['Remove', 'Add', 'Connect']],
  ['one that is there already', [first], [plain], ['Connect']],
  [
    'two, of which an attempt had made one',
    [first],
    [plain, vlan],
    ['Connect', 'Add', 'Set', 'Set…Vlan', 'Connect'],
  ],
  ['one, where there were two', [first, second], [plain], ['Remove', 'Connect']],
] as const)('adapters: %s', (_what, present, adapters, expected) => {
  const names = namesOf(defineCalls({ ...definition, present, adapters }));
  const short = names
    .filter((name) => name.includes('NetworkAdapter'))
    .map((name) => name.replace('-VMNetworkAdapter', name.endsWith('Vlan') ? '…' : ''));
  expect(short).toEqual(expected);
});

test('a TPM is made once, before the VM is first started', () => {
  const names = (hasTpm: boolean) =>
    namesOf(defineCalls({ ...definition, vm: { ...vm, tpm: true }, hasTpm }));
  expect(names(false).filter((name) => /TPM|Protector/.test(name))).toEqual([
    'Set-VMKeyProtector',
    'Enable-VMTPM',
  ]);
  expect(names(true).filter((name) => /TPM|Protector/.test(name))).toEqual([]);
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
