import { expect, test } from 'vitest';
import { type CdDrive, qemuArgs } from './qemu-command.ts';

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
const argsOf = (changes = {}, drives: readonly CdDrive[] = vm.media) =>
  qemuArgs({
    vm: { ...vm, media: [...vm.media], ...changes },
    drives,
    accelerator: 'tcg',
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

test('a drive without its disc is in the place of one with it', () => {
  const [drive] = valuesOf(argsOf({}, [{ role: 'tools', path: null }]), '-device').flatMap((text) =>
    text.startsWith('{') ? [JSON.parse(text)] : [],
  );
  expect(drive).toEqual({ driver: 'scsi-cd', id: 'cd-tools', bus: 'scsi.0', 'scsi-id': 1 });
});
