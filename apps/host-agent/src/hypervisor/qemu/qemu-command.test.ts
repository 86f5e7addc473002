import { expect, test } from 'vitest';
import { qemuArgs } from './qemu-command.ts';

const vm = {
  vmId: '01890000-0000-7000-8000-000000000001',
  name: 'web-1',
  image: 'debian-12',
  cpuCount: 2,
  memoryBytes: 512 * 2 ** 20,
  diskBytes: 2 ** 32,
  network: 'none',
  media: [{ role: 'seed', path: '/tmp/a,b="c"/seed.iso' }],
} as const;
const argsOf = (changes = {}) =>
  qemuArgs({
    vm: { ...vm, media: [...vm.media], ...changes },
    accelerator: { kind: 'tcg', reason: '' },
    folder: '/vms/1',
    kernelArguments: 'quiet',
  });
const valuesOf = (args: readonly string[], option: string): string[] =>
  args.flatMap((arg, at) => (arg === option ? [args[at + 1] ?? ''] : []));

test('gives paths as JSON, in which no character means anything to QEMU', () => {
  const discs = valuesOf(argsOf(), '-blockdev').map((text) => JSON.parse(text));
  expect(discs.map(({ file }) => file.filename)).toEqual(['/vms/1/disk.qcow2', '/tmp/a,b="c"/seed.iso']);
  expect(discs[1]).toMatchObject({ 'node-name': 'medium-seed', 'read-only': true });
});

test('has no network device unless one is asked for', () => {
  expect(valuesOf(argsOf(), '-nic')).toEqual(['none']);
  expect(valuesOf(argsOf({ network: 'user' }), '-nic')).toEqual(['user,model=virtio-net-pci']);
});
