import { expect, test } from 'vitest';
import { type MovedVm, type MoveHost, moveRefusal } from './move-refusal.ts';

const machine = {
  ...{ name: 'H', cpuCount: 4, memoryBytes: 2 ** 33, vmVersions: [], numaNodes: [], features: [] },
  moves: { isEnabled: true, authentication: 'Kerberos', folder: 'C:\\VMs' },
};
const facts = {
  ...{ name: 'hyperv' as const, isReady: true, version: '1', remedy: null, notes: [] },
  ...{ abilities: ['host-moving'], machine },
};
const capacity = {
  ...{ cpuCount: 4, memoryBytes: 2 ** 33, memoryFreeBytes: 2 ** 30 },
  ...{ diskTotalBytes: 2 ** 40, diskFreeBytes: 2 ** 33 },
};
const host = (name: string, changes: Partial<MoveHost> = {}): MoveHost => ({
  ...{ id: name, name, state: 'online', isDraining: false, drivers: [facts], capacity },
  ...changes,
});
const withMoves = (moves: Partial<typeof machine.moves>): Partial<MoveHost> => ({
  drivers: [{ ...facts, machine: { ...machine, moves: { ...machine.moves, ...moves } } }],
});
const vm: MovedVm = { driver: 'hyperv', state: 'running', memoryMb: 1024, bytes: 2 ** 33 };
const refusal = ({
  moved = {},
  from = {},
  to = {},
}: {
  readonly moved?: Partial<MovedVm>;
  readonly from?: Partial<MoveHost>;
  readonly to?: Partial<MoveHost>;
}) => moveRefusal({ ...vm, ...moved }, host('here', from), host('there', to));

test('a VM that fits to the byte goes to a host that takes it', () => {
  expect(refusal({})).toBeNull();
  expect(refusal({ to: { capacity: null } })).toBeNull();
});

test.each([
  [{ to: { id: 'here' } }, 'already'],
  [{ to: { state: 'offline' } }, 'there is offline'],
  [{ to: { state: 'enrolled' } }, 'there has not been online yet'],
  [{ to: { isDraining: true } }, 'there is draining'],
  [{ moved: { state: 'paused' } }, 'while it runs or is off'],
  [{ moved: { driver: 'qemu' } }, 'here has no qemu driver'],
  [{ to: { drivers: [] } }, 'there has no hyperv driver'],
  [{ from: withMoves({ isEnabled: false }) }, 'not enabled on here: run Enable-VMMigration'],
  [{ to: withMoves({ isEnabled: false }) }, 'not enabled on there: run Enable-VMMigration'],
  [{ from: withMoves({ authentication: 'CredSSP' }) }, 'here authenticates by CredSSP'],
  [{ moved: { memoryMb: 1025 } }, 'there has 1024 MiB of memory free; the VM has 1025 MiB'],
  [{ moved: { bytes: 2 ** 33 + 2 ** 30 } }, 'there has 8.0 GiB of disk free; the VM needs 9.0 GiB'],
])('%j: %s', (changes, words) => {
  expect(refusal(changes)).toContain(words);
});

test('memory matters to one that runs only, disks where they are known', () => {
  expect(refusal({ moved: { memoryMb: 4096, state: 'stopped', bytes: null } })).toBeNull();
});
