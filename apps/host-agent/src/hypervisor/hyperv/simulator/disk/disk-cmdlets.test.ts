import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { from, HostBench, startTestSimulator, type TestSimulator, vm } from '../testing/bench-host.ts';

const mebibyte = 2 ** 20;
let simulator: TestSimulator;
let host: HostBench;
const at = (name: string): string => join(simulator.folder, name);
const disk = (path: string) => host.one('Get-VHD', { Path: path }, 'VirtualHardDisk');

beforeAll(async () => {
  simulator = await startTestSimulator();
  host = new HostBench(simulator);
});
afterAll(() => simulator.remove());

test('makes dynamic, fixed and differencing disks, which are files', async () => {
  await host.ask('New-VHD', { Path: at('base.vhdx'), SizeBytes: 1024 * mebibyte, Dynamic: true });
  await host.ask('New-VHD', { Path: at('fixed.vhd'), SizeBytes: 8 * mebibyte, Fixed: true });
  const child = { Path: at('child.vhdx'), ParentPath: at('base.vhdx'), Differencing: true };
  await host.ask('New-VHD', child);
  expect(await disk(at('base.vhdx'))).toMatchObject({
    VhdFormat: 'VHDX',
    VhdType: 'Dynamic',
    Attached: false,
  });
  expect(await disk(at('fixed.vhd'))).toMatchObject({
    VhdFormat: 'VHD',
    VhdType: 'Fixed',
    Size: 8 * mebibyte,
  });
  expect(await disk(at('child.vhdx'))).toMatchObject({
    VhdType: 'Differencing',
    ParentPath: at('base.vhdx'),
    Size: 1024 * mebibyte,
  });
  expect(existsSync(at('child.vhdx'))).toBe(true);
});

test('keeps disks with Windows paths, in any letters, over a restart', async () => {
  let own = await startTestSimulator();
  await new HostBench(own).ask('New-VHD', {
    Path: 'C:\\Disks\\A.vhdx',
    SizeBytes: 4 * mebibyte,
    Dynamic: true,
  });
  own = await own.restart();
  const told = await new HostBench(own).one('Get-VHD', { Path: 'c:\\disks\\a.VHDX' }, 'VirtualHardDisk');
  expect(told).toMatchObject({ Size: 4 * mebibyte });
  await own.remove();
});

describe('refuses', () => {
  test.each([
    ['a size that is no whole MiB', { Path: 'n1.vhdx', SizeBytes: 5 * mebibyte + 512 }, 'InvalidParameter'],
    ['a size that no disk has', { Path: 'n2.vhdx', SizeBytes: 65 * 2 ** 40 }, 'InvalidParameter'],
    ['an extension that is no disk’s', { Path: 'n3.img', SizeBytes: 8 * mebibyte }, 'InvalidParameter'],
    ['a disk that exists', { Path: 'exists.vhdx', SizeBytes: 8 * mebibyte }, 'OperationFailed'],
  ])('%s', async (_, { Path, SizeBytes }, identifier) => {
    await writeFile(at('exists.vhdx'), 'precious');
    expect(await host.refusal('New-VHD', { Path: at(Path), SizeBytes, Dynamic: true })).toBe(identifier);
    expect(await readFile(at('exists.vhdx'), 'utf8')).toBe('precious');
  });

  test('a file that is no disk, and one that is not there', async () => {
    await writeFile(at('no-disk.vhdx'), 'vhd?');
    expect(await host.refusal('Get-VHD', { Path: at('no-disk.vhdx') })).toBe('InvalidData');
    expect(await host.refusal('Get-VHD', { Path: at('absent.vhdx') })).toBe('FileNotFound');
  });

  test('a parent that is not the one it was', async () => {
    await host.ask('New-VHD', { Path: at('p.vhdx'), SizeBytes: 8 * mebibyte, Dynamic: true });
    await host.ask('New-VHD', { Path: at('c.vhdx'), ParentPath: at('p.vhdx') });
    expect(await host.ask('Test-VHD', { Path: at('c.vhdx') }, 'Boolean')).toEqual([{ Value: true }]);
    await host.ask('Set-VHD', { Path: at('p.vhdx'), ResetDiskIdentifier: true, Force: true });
    expect(await host.refusal('Test-VHD', { Path: at('c.vhdx') })).toBe('OperationFailed');
    await rm(at('p.vhdx'));
    expect(await host.refusal('Test-VHD', { Path: at('c.vhdx') })).toBe('FileNotFound');
  });

  test('to touch what a running VM has open', async () => {
    const { id, disk: path } = await host.makeVm(simulator.folder);
    await host.ask('Start-VM', { VM: vm(id) });
    expect(await disk(path)).toMatchObject({ Attached: true });
    expect(await host.refusal('Mount-VHD', { Path: path })).toBe('ObjectInUse');
    expect(await host.refusal('Optimize-VHD', { Path: path })).toBe('ObjectInUse');
    await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
    await host.ask('Mount-VHD', { Path: path });
    expect(await disk(path)).toMatchObject({ Attached: true, DiskNumber: 1 });
    await host.ask('Dismount-VHD', { DiskNumber: 1 });
  });

  test('to resize without a Windows administrator', async () => {
    await host.ask('New-VHD', { Path: at('r.vhdx'), SizeBytes: 8 * mebibyte, Dynamic: true });
    const resize = { Path: at('r.vhdx'), SizeBytes: 16 * mebibyte };
    const machine = (isElevated: boolean) =>
      simulator.simulator.control({ kind: 'set-machine', host: 'host', machine: { isElevated } });
    await machine(false);
    expect(await host.refusal('Resize-VHD', resize)).toBe('AccessDenied');
    await machine(true);
    await host.ask('Resize-VHD', resize);
    expect(await disk(at('r.vhdx'))).toMatchObject({ Size: 16 * mebibyte });
  });
});

test('converts and merges', async () => {
  await host.ask('New-VHD', { Path: at('m.vhdx'), SizeBytes: 8 * mebibyte, Dynamic: true });
  await host.ask('New-VHD', { Path: at('m1.vhdx'), ParentPath: at('m.vhdx'), SizeBytes: 32 * mebibyte });
  await host.ask('Merge-VHD', { Path: at('m1.vhdx'), Force: true });
  expect(existsSync(at('m1.vhdx'))).toBe(false);
  expect(await disk(at('m.vhdx'))).toMatchObject({ Size: 32 * mebibyte, VhdType: 'Dynamic' });
  const convert = { Path: at('m.vhdx'), DestinationPath: at('m.vhd'), VHDType: 'Fixed', DeleteSource: true };
  await host.ask('Convert-VHD', convert);
  expect(await disk(at('m.vhd'))).toMatchObject({ VhdFormat: 'VHD', VhdType: 'Fixed' });
  expect(existsSync(at('m.vhdx'))).toBe(false);
});

test('compacts what is no fixed disk, and takes Retrim only for one that is mounted read-only', async () => {
  const [path, fixed] = [at('o.vhdx'), at('f.vhdx')];
  await host.ask('New-VHD', { Path: path, SizeBytes: 64 * mebibyte, Dynamic: true });
  await host.ask('New-VHD', { Path: fixed, SizeBytes: 8 * mebibyte, Fixed: true });
  const marker = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, JSON.stringify({ ...marker, fileBytes: 40 * mebibyte, usedBytes: 10 * mebibyte }));
  expect(await host.refusal('Optimize-VHD', { Path: fixed, Mode: 'Prezeroed' })).toBe('NotSupported');
  expect(await host.refusal('Optimize-VHD', { Path: path, Mode: 'Retrim' })).toBe('InvalidParameter');
  await host.ask('Mount-VHD', { Path: path });
  expect(await host.refusal('Optimize-VHD', { Path: path, Mode: 'Full' })).toBe('ObjectInUse');
  await host.ask('Dismount-VHD', { Path: path });
  await host.ask('Mount-VHD', { Path: path, ReadOnly: true });
  expect(await host.refusal('Optimize-VHD', { Path: path, Mode: 'Retrim' })).toBe('no error');
  await host.ask('Dismount-VHD', { Path: path });
  await host.ask('Optimize-VHD', { Path: path, Mode: 'Prezeroed' });
  expect(await disk(path)).toMatchObject({ FileSize: 10 * mebibyte });
});

const hasQemu = existsSync('/usr/bin/qemu-img');
test.runIf(hasQemu)('reads a real VHDX, and stands on it without writing it', async () => {
  execFileSync('qemu-img', ['create', '-q', '-f', 'vhdx', at('real.vhdx'), '64M']);
  const before = await readFile(at('real.vhdx'));
  expect(await disk(at('real.vhdx'))).toMatchObject({ VhdType: 'Dynamic', Size: 64 * mebibyte });
  await host.ask('New-VHD', { Path: at('leaf.vhdx'), ParentPath: at('real.vhdx'), Differencing: true });
  expect(await disk(at('leaf.vhdx'))).toMatchObject({ Size: 64 * mebibyte });
  expect((await readFile(at('real.vhdx'))).equals(before)).toBe(true);
});

test('hangs drives where it is told, and changes discs while the VM runs', async () => {
  const { id } = await host.makeVm(simulator.folder);
  await writeFile(at('seed.iso'), 'a disc');
  await cp(at('seed.iso'), at('tools.iso'));
  const place = { ControllerNumber: 0, ControllerLocation: 1 };
  await host.ask('Add-VMDvdDrive', { VM: vm(id), ...place, Path: at('seed.iso') });
  await host.ask('Add-VMDvdDrive', { VM: vm(id) });
  const drives = () => host.ask('Get-VMDvdDrive', { VM: vm(id) }, 'VMDvdDrive');
  expect(await drives()).toMatchObject([
    { Path: at('seed.iso'), ControllerLocation: 1, DvdMediaType: 'ISO' },
    { Path: null, ControllerLocation: 2, DvdMediaType: 'None' },
  ]);
  expect(await host.refusal('Add-VMDvdDrive', { VM: vm(id), ...place })).toBe('InvalidParameter');
  await host.ask('Start-VM', { VM: vm(id) });
  const drive = from('Get-VMDvdDrive', { VM: vm(id), ...place });
  await host.ask('Set-VMDvdDrive', { VMDvdDrive: drive, Path: at('tools.iso') });
  await host.ask('Set-VMDvdDrive', { VMDvdDrive: drive, Path: null });
  expect((await drives())[0]).toMatchObject({ Path: null });
  expect(await host.refusal('Set-VMDvdDrive', { VMDvdDrive: drive, Path: at('no.iso') })).toBe(
    'FileNotFound',
  );
  await host.ask('Stop-VM', { VM: vm(id), TurnOff: true });
});
