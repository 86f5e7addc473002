import { expect, test } from 'vitest';
import { type KnownVm, matchVms } from './match-vms.ts';
import { markText } from './ownership-mark.ts';
import { VmSummary } from './results.ts';

const vmId = '01890000-0000-7000-8000-000000000001';
const ids = ['1', '2', '3'].map((digit) => `3f2a9c1e-5b1d-4f0e-9a55-00000000000${digit}`) as [
  string,
  string,
  string,
];
const folder = `C:\\Busbar\\vms\\${vmId}`;
const own = `${folder}\\web1`;

const vm = (Id: string, facts: Partial<VmSummary> = {}): VmSummary =>
  VmSummary.parse({ Id, Name: 'web1', State: 'Off', Path: 'D:\\Others', ...facts });
const marked = (Id: string, hypervId = Id): VmSummary =>
  vm(Id, { Notes: markText({ vmId, hypervId, image: 'debian-12' }) });
const known = (hypervId: string | null): KnownVm[] => [{ vmId, folder, hypervId }];
const foundOf = (known: readonly KnownVm[], vms: readonly VmSummary[]) =>
  matchVms(known, vms).vms.get(vmId)?.Id ?? null;
const surplusOf = (known: readonly KnownVm[], vms: readonly VmSummary[]) =>
  (matchVms(known, vms).surplus.get(vmId) ?? []).map(({ Id }) => Id);

test('the recorded VM it is, whatever it is called and its notes say', () => {
  const renamed = vm(ids[0], { Name: 'old', Notes: '' });
  expect(foundOf(known(ids[0]), [vm(ids[1]), renamed])).toBe(ids[0]);
});

test('without a record, and even without a folder, the mark tells', () => {
  expect(foundOf(known(null), [vm(ids[1]), marked(ids[0])])).toBe(ids[0]);
  expect(foundOf([], [marked(ids[0])])).toBe(ids[0]);
});

test('a copy with the original’s notes is never taken, not even when the original is gone', () => {
  const copy = marked(ids[1], ids[0]);
  expect(foundOf(known(null), [copy, marked(ids[0])])).toBe(ids[0]);
  expect(foundOf(known(ids[0]), [copy])).toBeNull();
  expect(foundOf(known(null), [copy])).toBeNull();
  const copyInPlace = { ...copy, Path: own };
  expect(foundOf(known(ids[0]), [copyInPlace])).toBeNull();
  expect(surplusOf(known(ids[0]), [copyInPlace])).toEqual([]);
});

test('what an attempt left that was cut short: the first is the VM, later ones are surplus', () => {
  const drive = { Path: `${folder}\\disk.vhdx`, ControllerNumber: 0, ControllerLocation: 0 };
  const first = vm(ids[2], { Path: own, HardDrives: [drive], CreationTime: '2026-01-01T00:00:00Z' });
  const second = vm(ids[0], { Path: own, CreationTime: '2026-01-01T00:00:09Z' });
  expect(foundOf(known(null), [second, first])).toBe(ids[2]);
  expect(surplusOf(known(null), [second, first])).toEqual([ids[0]]);
  expect(surplusOf(known(ids[1]), [marked(ids[1]), first])).toEqual([ids[2]]);
});

test('others are left alone: other folders, our folder with a disk of theirs, no folder of ours', () => {
  const elsewhere = { Path: 'D:\\data.vhdx', ControllerNumber: 0, ControllerLocation: 0 };
  const others = [
    vm(ids[0], { Path: `C:\\Busbar\\vms\\${vmId}0\\web1` }),
    vm(ids[1], { Path: own, HardDrives: [elsewhere] }),
    vm(ids[2]),
  ];
  expect(foundOf(known(null), others)).toBeNull();
  expect(surplusOf(known(null), others)).toEqual([]);
  expect(matchVms([], [vm(ids[0], { Path: own })]).vms.size).toBe(0);
});
