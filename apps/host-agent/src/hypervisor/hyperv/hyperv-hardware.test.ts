import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HypervImage } from '../../images/image-record.ts';
import type { VmSpecification } from '../driver.ts';
import { type HypervFixture, makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { vmSpecification } from '../testing/vm-specification.ts';
import { readJson } from '../vms/write-json.ts';
import { call, vmOf } from './call.ts';
import type { HypervDriver } from './hyperv-driver.ts';

const signal = new AbortController().signal;
const mebibyte = 2 ** 20;
let fixture: HypervFixture;
let driver: HypervDriver;
let made = 0;
beforeAll(async () => {
  fixture = await makeHypervFixture('none');
  driver = fixture.makeDriver();
  await driver.adopt(signal);
});
afterAll(async () => {
  await driver.close();
  await fixture.remove();
});

const wanted = (overrides: Partial<VmSpecification>): VmSpecification => {
  made += 1;
  return vmSpecification(made, fixture.image, overrides);
};
async function create(overrides: Partial<VmSpecification>): Promise<VmSpecification> {
  const vm = wanted(overrides);
  await driver.hardware.refuseUnfit(vm, signal);
  await driver.createDisk(vm, () => undefined, signal);
  await driver.createVm(vm, signal);
  return vm;
}
const look = (vmId: string) => driver.hardware.look(vmId, signal);
const makeSwitch = (name: string) =>
  driver.switches.create({ name, type: 'private', adapter: null, sharesAdapter: true, notes: '' }, signal);
const adapter = { switchName: null, vlanId: null, macAddress: null };
const dynamicMemory = { minimumBytes: 128 * mebibyte, maximumBytes: 1024 * mebibyte, bufferPercent: 35 };

test('a VM gets what every VM gets where nothing else is asked for', async () => {
  const { vmId } = await create({ network: 'user' });
  expect(await look(vmId)).toEqual({
    memory: { startupBytes: 256 * mebibyte, dynamic: null, assignedBytes: null },
    adapters: [
      { name: 'Adapter 1', switchName: 'Default Switch', vlanId: null, macAddress: null, isMacDynamic: true },
    ],
    secureBoot: expect.any(String),
    hasTpm: false,
    metering: null,
  });
  const none = await create({ network: 'none' });
  expect((await look(none.vmId)).adapters).toEqual([]);
});

test('adapters on several switches, with VLAN and MAC address, dynamic memory and a TPM; the same after a restart', async () => {
  await makeSwitch('Lab');
  const { vmId } = await create({
    dynamicMemory,
    tpm: true,
    network: 'user',
    adapters: [adapter, { switchName: 'lab', vlanId: 42, macAddress: '02:00:5e:10:00:01' }],
  });
  const expected = {
    memory: { startupBytes: 256 * mebibyte, dynamic: dynamicMemory, assignedBytes: null },
    adapters: [
      { name: 'Adapter 1', switchName: 'Default Switch', vlanId: null, macAddress: null, isMacDynamic: true },
      {
        name: 'Adapter 2',
        switchName: 'Lab',
        vlanId: 42,
        macAddress: '02:00:5e:10:00:01',
        isMacDynamic: false,
      },
    ],
    hasTpm: true,
  };
  expect(await look(vmId)).toMatchObject(expected);
  await driver.close();
  driver = fixture.makeDriver();
  await driver.adopt(signal);
  expect(await look(vmId)).toMatchObject(expected);
  await driver.start(vmId, signal);
  const running = await look(vmId);
  expect(running.adapters[0]?.macAddress).toMatch(/^00:15:5d(:[0-9a-f]{2}){3}$/);
  expect(running.memory.assignedBytes).toBe(256 * mebibyte);
  await driver.powerOff(vmId, signal);
});

test('what an attempt that was cut short had made is used and completed, nothing is there twice', async () => {
  const vm = wanted({ tpm: true, network: 'user', adapters: [adapter, adapter] });
  await driver.createDisk(vm, () => undefined, signal);
  await fixture.setFaults({ cmdlet: 'Connect-VMNetworkAdapter', kind: 'crash-after', times: 1 });
  await expect(driver.createVm(vm, signal)).rejects.toMatchObject({ code: 'unavailable' });
  await fixture.setFaults();
  await driver.createVm(vm, signal);
  const { adapters, hasTpm } = await look(vm.vmId);
  expect(adapters.map(({ name }) => name)).toEqual(['Adapter 1', 'Adapter 2']);
  expect(hasTpm).toBe(true);
});

describe('refused before anything is made:', () => {
  const vmsOfHyperv = () => fixture.host.query(call('Get-VM', {}, 'VirtualMachine'), signal);
  const refused = async (overrides: Partial<VmSpecification>, code: string, said: string) => {
    const before = await vmsOfHyperv();
    const asked = driver.hardware.refuseUnfit(wanted({ network: 'user', ...overrides }), signal);
    await expect(asked).rejects.toMatchObject({ code, message: expect.stringContaining(said) });
    expect(await vmsOfHyperv()).toEqual(before);
  };

  test.each(['no such', '*', `it's "a" $(switch)`, '“交換機”\n', 'x'.repeat(256)])(
    'the switch %j, which is not there, with those that are',
    (switchName) =>
      refused({ adapters: [{ ...adapter, switchName }] }, 'precondition-failed', 'it has: “Default Switch”'),
  );
  test.each([
    { minimumBytes: 512 * mebibyte },
    { maximumBytes: 128 * mebibyte },
    { minimumBytes: 128 * mebibyte + 1 },
    { minimumBytes: 16 * mebibyte },
  ])('dynamic memory with %j', (part) =>
    refused({ dynamicMemory: { ...dynamicMemory, ...part } }, 'invalid-input', 'memory'),
  );
  test('an image whose secure boot template the host does not have', async () => {
    const path = join(fixture.imagesFolder, fixture.image, 'vhdx.json');
    const image = await readJson(path, HypervImage);
    const other = '0a1b2c3d-0000-0000-0000-000000000001';
    await writeFile(path, JSON.stringify({ ...image, secureBoot: other }));
    await refused({}, 'precondition-failed', other);
    const fitting = '272E7447-90A4-4563-A4B9-8E4AB00526CE';
    await writeFile(path, JSON.stringify({ ...image, secureBoot: fitting }));
    const { vmId } = await create({});
    expect((await look(vmId)).secureBoot).toBe('MicrosoftUEFICertificateAuthority');
    await writeFile(path, JSON.stringify(image));
  });
});

test('what people change in Hyper-V Manager is told', async () => {
  const { vmId, name } = await create({ network: 'user' });
  const vms = (await fixture.host.query(call('Get-VM', {}, 'VirtualMachine'), signal)) as {
    Id: string;
    Name: string;
  }[];
  const VM = vmOf(vms.find((vm) => vm.Name === name)?.Id ?? '');
  const work = (cmdlet: string, parameters: Parameters<typeof call>[1]) =>
    fixture.host.work(call(cmdlet, { VM, ...parameters }), { signal });
  await work('Set-VMMemory', {
    DynamicMemoryEnabled: true,
    MinimumBytes: 128 * mebibyte,
    Buffer: 50,
  });
  await work('Set-VMNetworkAdapterVlan', { Access: true, VlanId: 7 });
  expect(await look(vmId)).toMatchObject({
    memory: { dynamic: { bufferPercent: 50 } },
    adapters: [{ vlanId: 7 }],
  });
});

test('resizing makes memory dynamic and static again; a VM that runs keeps what it has', async () => {
  const { vmId } = await create({});
  const size = { cpuCount: 1, memoryBytes: 256 * mebibyte };
  for (const memory of [dynamicMemory, null, dynamicMemory]) {
    await driver.resizing.setMachine(vmId, { ...size, dynamicMemory: memory }, signal);
    expect(await driver.resizing.sizeOf(vmId, signal)).toMatchObject({ ...size, dynamicMemory: memory });
  }
  const outside = { ...size, memoryBytes: 64 * mebibyte, dynamicMemory };
  await expect(driver.resizing.setMachine(vmId, outside, signal)).rejects.toMatchObject({
    code: 'invalid-input',
  });
  await driver.start(vmId, signal);
  const refused = driver.resizing.setMachine(vmId, { ...size, dynamicMemory: null }, signal);
  await expect(refused).rejects.toMatchObject({ code: 'precondition-failed' });
  expect(await driver.resizing.sizeOf(vmId, signal)).toMatchObject({ dynamicMemory });
  await driver.powerOff(vmId, signal);
});
