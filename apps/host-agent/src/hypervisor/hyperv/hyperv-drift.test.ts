/** What people do in Hyper-V Manager, beside Busbar and behind its back. */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { VmChange, VmSpecification } from '../driver.ts';
import { type HypervFixture, makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { vmSpecification } from '../testing/vm-specification.ts';
import type { HypervDriver } from './hyperv-driver.ts';
import type { CmdletParameters, CmdletReference } from './hyperv-host.ts';

const signal = new AbortController().signal;
let fixture: HypervFixture;
let driver: HypervDriver;
let lastNumber = 0;

beforeAll(async () => {
  fixture = await makeHypervFixture('none');
});
beforeEach(() => {
  driver = fixture.makeDriver();
});
afterEach(async () => {
  for (const { vmId } of await driver.list(signal)) await driver.delete(vmId, signal);
  await driver.close();
  for (const { Id } of await vmsOfHyperv()) await person('Remove-VM', { VM: vmOf(Id), Force: true });
});
afterAll(() => fixture.remove());

/** Somebody at Hyper-V Manager. */
const person = (cmdlet: string, parameters: CmdletParameters, select: string | null = null) =>
  fixture.host.work({ cmdlet, parameters, select }, { signal });
const vmOf = (Id: string): CmdletReference => ({ $from: { cmdlet: 'Get-VM', parameters: { Id } } });

type Vm = { readonly Id: string; readonly Name: string; readonly Notes: string; readonly Path: string };
const vmsOfHyperv = async (): Promise<readonly Vm[]> =>
  (await person('Get-VM', {}, 'VirtualMachine')) as readonly Vm[];
const idOf = async (vmId: string): Promise<string> =>
  (await vmsOfHyperv()).find(({ Notes }) => Notes.includes(vmId))?.Id ?? '';

async function create(overrides: Partial<VmSpecification> = {}): Promise<VmSpecification> {
  lastNumber += 1;
  const vm = vmSpecification(lastNumber, fixture.image, overrides);
  await driver.createDisk(vm, () => undefined, signal);
  await driver.createVm(vm, signal);
  return vm;
}

test('renamed, started, changed and deleted: seen, told, and nothing of it undone', async () => {
  const vm = await create();
  const Id = await idOf(vm.vmId);
  const changes: VmChange[] = [];
  const watching = new AbortController();
  // Rarely by itself: what is told in time was told by events.
  await driver.close();
  driver = fixture.makeDriver({ watchIntervalMs: 3_600_000 });
  const watch = driver.watch((change) => changes.push(change), watching.signal);
  const told = async (kind: VmChange['kind']): Promise<void> => {
    await waitFor(kind, () => changes.some((change) => change.vmId === vm.vmId && change.kind === kind));
    changes.length = 0;
  };
  const other = await create();
  await waitFor('the watch to begin', () => changes.some(({ vmId }) => vmId === other.vmId));
  changes.length = 0;

  await person('Rename-VM', { VM: vmOf(Id), NewName: 'Ada’s VM (old)' });
  await told('changed');
  expect((await driver.find(vm.vmId, signal))?.name).toBe('Ada’s VM (old)');
  await person('Start-VM', { VM: vmOf(Id) });
  await told('changed');
  expect((await driver.find(vm.vmId, signal))?.power).toBe('running');
  await person('Suspend-VM', { VM: vmOf(Id) });
  await told('changed');
  expect((await driver.find(vm.vmId, signal))?.power).toBe('paused');
  await person('Stop-VM', { VM: vmOf(Id), TurnOff: true });
  await person('Remove-VM', { VM: vmOf(Id), Force: true });
  await told('gone');
  expect(await driver.find(vm.vmId, signal)).toBeNull();
  await expect(driver.start(vm.vmId, signal)).rejects.toMatchObject({ code: 'not-found' });
  const folder = join(fixture.vmsFolder, vm.vmId);
  expect(await driver.delete(vm.vmId, signal)).toEqual({ removed: [folder] });
  expect(await readdir(fixture.vmsFolder)).not.toContain(vm.vmId);
  watching.abort();
  await watch;
});

test('paused and saved VMs go on where they were; a saved one is powered off by losing its memory', async () => {
  const { vmId } = await create();
  const VM = vmOf(await idOf(vmId));
  await driver.start(vmId, signal);
  await person('Suspend-VM', { VM });
  await driver.start(vmId, signal);
  expect((await driver.find(vmId, signal))?.power).toBe('running');
  await person('Save-VM', { VM });
  expect((await driver.find(vmId, signal))?.power).toBe('saved');
  await driver.start(vmId, signal);
  expect((await driver.find(vmId, signal))?.power).toBe('running');
  await person('Save-VM', { VM });
  await driver.powerOff(vmId, signal);
  expect((await driver.find(vmId, signal))?.power).toBe('stopped');
});

test('a lost record is written again, also when the notes were rewritten around the mark', async () => {
  const vm = await create();
  const { Id, Notes } = (await vmsOfHyperv())[0] as Vm;
  await person('Set-VM', { VM: vmOf(Id), Notes: `Owner: Ada\r\n${Notes}\r\nDo not touch` });
  const record = join(fixture.vmsFolder, vm.vmId, 'hyper-v.json');
  await driver.close();
  await rm(record);
  driver = fixture.makeDriver();
  expect(await driver.find(vm.vmId, signal)).toMatchObject({ name: vm.name, image: vm.image });
  await driver.adopt(signal);
  expect((await stat(record)).isFile()).toBe(true);
  await person('Set-VM', { VM: vmOf(Id), Notes: '' });
  expect(await driver.find(vm.vmId, signal)).toMatchObject({ name: vm.name, image: vm.image });
});

test('others’ VMs are neither listed nor touched, and their names are taken', async () => {
  await person('New-VM', { Name: 'LEGACY', Generation: 2, MemoryStartupBytes: 512 * 2 ** 20 });
  expect(await driver.list(signal)).toEqual([]);
  await expect(create({ name: 'legacy' })).rejects.toMatchObject({ code: 'already-exists' });
  expect((await vmsOfHyperv()).map(({ Name }) => Name)).toEqual(['LEGACY']);
  await expect(create({ name: 'le-acy' })).resolves.toBeDefined();
});

test('a copy with a new id, notes and all, is not the VM; it outlives the VM', async () => {
  const vm = await create();
  const Id = await idOf(vm.vmId);
  const exported = join(fixture.vmsFolder, '..', 'exported');
  await person('Export-VM', { VM: vmOf(Id), Path: exported });
  await person('Import-VM', {
    Path: join(exported, vm.name, 'Virtual Machines', `${Id.toUpperCase()}.vmcx`),
    Copy: true,
    GenerateNewId: true,
    VirtualMachinePath: join(fixture.vmsFolder, '..', 'copies'),
    VhdDestinationPath: join(fixture.vmsFolder, '..', 'copies'),
  });
  expect(await vmsOfHyperv()).toHaveLength(2);
  await driver.start(vm.vmId, signal);
  expect(await driver.list(signal)).toHaveLength(1);
  await driver.delete(vm.vmId, signal);
  const left = await vmsOfHyperv();
  expect(left).toHaveLength(1);
  expect(left[0]?.Id).not.toBe(Id);
  expect(await driver.list(signal)).toEqual([]);
});

test('a disk whose record was lost is kept as it is, since a VM has it', async () => {
  const vm = await create();
  const folder = join(fixture.vmsFolder, vm.vmId);
  await rm(join(folder, 'disk.json'));
  // The file tells the disk's own identity.
  const before = await readFile(join(folder, `${vm.vmId}.vhdx`), 'utf8');
  await driver.createDisk(vm, () => undefined, signal);
  expect(await readFile(join(folder, `${vm.vmId}.vhdx`), 'utf8')).toBe(before);
  expect(await readdir(folder)).toContain('disk.json');
});

test('a guest is asked to shut down; one that cannot be asked is left running, and that is said', async () => {
  const { vmId } = await create();
  await driver.requestShutdown(vmId, signal);
  await driver.start(vmId, signal);
  await driver.requestShutdown(vmId, signal);
  await waitFor('the guest to be off', async () => (await driver.find(vmId, signal))?.power === 'stopped');
  await driver.start(vmId, signal);
  const VM = vmOf(await idOf(vmId));
  await person('Disable-VMIntegrationService', { VM, Name: 'Shutdown' });
  await expect(driver.requestShutdown(vmId, signal)).rejects.toMatchObject({
    code: 'guest-unreachable',
    details: { identifier: 'GuestNotReady' },
  });
  expect((await driver.find(vmId, signal))?.power).toBe('running');
});

test('where a disk cannot be made at its size, growing it takes more rights than a Hyper-V administrator has', async () => {
  const inner = fixture.makeHost();
  await driver.close();
  driver = fixture.makeDriver({
    host: {
      query: (call, asking) => inner.query(call, asking),
      watch: (onEvent, watching) => inner.watch(onEvent, watching),
      close: () => inner.close(),
      // A Windows that makes a differencing disk of its parent's size, whatever was asked for.
      work: (call, options) => {
        const { SizeBytes: _, ...others } = call.parameters;
        return inner.work(call.cmdlet === 'New-VHD' ? { ...call, parameters: others } : call, options);
      },
    },
  });
  const setRights = (isElevated: boolean): Promise<void> =>
    fixture.simulator.control({ kind: 'set-machine', host: fixture.hostName, machine: { isElevated } });
  await setRights(false);
  await expect(create()).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('Windows administrator'),
  });
  await setRights(true);
  const vm = await create();
  const Path = join(fixture.vmsFolder, vm.vmId, `${vm.vmId}.vhdx`);
  const [vhd] = await person('Get-VHD', { Path }, 'VirtualHardDisk');
  expect(vhd).toMatchObject({ Size: vm.diskBytes });
});

test('of two VMs that cut-short attempts left, the first becomes the VM and the second goes', async () => {
  const vm = await create();
  const Id = await idOf(vm.vmId);
  await driver.close();
  await rm(join(fixture.vmsFolder, vm.vmId, 'hyper-v.json'));
  driver = fixture.makeDriver();
  await person('Set-VM', { VM: vmOf(Id), Notes: '' });
  const Path = join(fixture.vmsFolder, vm.vmId);
  await person('New-VM', { Name: vm.name, Generation: 2, MemoryStartupBytes: vm.memoryBytes, Path });
  expect(await vmsOfHyperv()).toHaveLength(2);
  await driver.createVm(vm, signal);
  expect((await vmsOfHyperv()).map((left) => left.Id)).toEqual([Id]);
  expect(await idOf(vm.vmId)).toBe(Id);
});

test('a disk that somebody attached is not deleted with the VM', async () => {
  const vm = await create();
  const Path = join(fixture.vmsFolder, '..', 'data.vhdx');
  await person('New-VHD', { Path, SizeBytes: 2 ** 30, Dynamic: true });
  await person('Add-VMHardDiskDrive', { VM: vmOf(await idOf(vm.vmId)), Path });
  await driver.delete(vm.vmId, signal);
  expect((await stat(Path)).isFile()).toBe(true);
  expect((await stat(join(fixture.imagesFolder, fixture.image, 'disk.vhdx'))).isFile()).toBe(true);
});

test('is generation 2 on a read-only parent, without automatic checkpoints, on the switch that it was promised', async () => {
  const vm = await create({ network: 'user', memoryBytes: 512 * 2 ** 20, cpuCount: 3 });
  const VM = vmOf(await idOf(vm.vmId));
  const [made] = await fixture.host.query(
    { cmdlet: 'Get-BusbarVMSummary', parameters: {}, select: 'BusbarVMSummary' },
    signal,
  );
  expect(made).toMatchObject({
    Generation: 2,
    DynamicMemoryEnabled: false,
    MemoryStartup: 512 * 2 ** 20,
    ProcessorCount: 3,
    AutomaticCheckpointsEnabled: false,
    AutomaticStopAction: 'ShutDown',
    NetworkAdapters: [{ SwitchName: 'Default Switch' }],
  });
  const [firmware] = await person('Get-VMFirmware', { VM }, 'VMFirmware');
  expect(firmware).toMatchObject({
    SecureBoot: 'On',
    SecureBootTemplateId: '272e7447-90a4-4563-a4b9-8e4ab00526ce',
  });
  const disk = join(fixture.vmsFolder, vm.vmId, `${vm.vmId}.vhdx`);
  const parent = join(fixture.imagesFolder, fixture.image, 'disk.vhdx');
  const [vhd] = await person('Get-VHD', { Path: disk }, 'VirtualHardDisk');
  expect(vhd).toMatchObject({ VhdType: 'Differencing', ParentPath: parent, Size: vm.diskBytes });
  expect((await stat(parent)).mode & 0o222).toBe(0);
});
