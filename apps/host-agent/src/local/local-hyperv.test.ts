/** What only hosts with Hyper-V can answer: on its simulator. */
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { savingOf } from '../hypervisor/saving.ts';
import { type HypervFixture, makeHypervFixture } from '../hypervisor/testing/hyperv-fixture.ts';
import { vmSpecification } from '../hypervisor/testing/vm-specification.ts';
import { type LocalBench, openLocalBench } from './testing/local-bench.ts';

let folder: TemporaryDirectory;
let fixture: HypervFixture;
let bench: LocalBench;
beforeAll(async () => {
  folder = await temporaryDirectory();
  fixture = await makeHypervFixture('none');
  bench = await openLocalBench(folder.path, fixture.makeDriver());
}, 60_000);
afterAll(async () => {
  await bench.close();
  await fixture.remove();
  await folder.remove();
});

type Switch = { readonly Id: string; readonly Name: string; readonly Notes: string; readonly Type: string };
const switches = async (): Promise<readonly Switch[]> => {
  const data: { switches: readonly Switch[] } = await bench.data('vm-switch', { action: 'list' });
  return data.switches;
};

test('lists the switches of Hyper-V', async () => {
  const [first] = await switches();
  expect(Object.keys(first ?? {})).toEqual(['Id', 'Name', 'Notes', 'Type']);
  expect(first).toMatchObject({ Name: 'Default Switch', Type: 'Internal' });
});

test('makes VMs on the switch that is named, and leaves nothing behind', async () => {
  const work = { signal: new AbortController().signal };
  const parameters = { Name: 'Lab', SwitchType: 'Private' };
  await fixture.host.work({ cmdlet: 'New-VMSwitch', parameters, select: null }, work);
  const [natural, lab] = (await switches()).toSorted((a, b) => a.Name.localeCompare(b.Name));
  await bench.data('artifact', { action: 'create', instanceName: 'gen2', template: 'minimal' });
  const wanted = { action: 'provision', baseVmGuid: fixture.image, instanceName: 'gen2' };
  const unknown = { ...wanted, vmSwitchGuid: '018f0000-0000-7000-8000-00000000c0de' };
  expect((await bench.ask('vm', unknown)).data).toContain('has no virtual switch');
  const adapters = { cmdlet: 'Get-VMNetworkAdapter', parameters: { All: true }, select: 'VMNetworkAdapter' };
  const switchOf = async (name: string): Promise<unknown> => {
    const found = (await fixture.host.query(adapters, work.signal)) as {
      VMName: string;
      SwitchName: string;
    }[];
    return found.find(({ VMName }) => VMName === name)?.SwitchName;
  };
  await bench.data('artifact', { action: 'create', instanceName: 'in-lab', template: 'minimal' });
  const other = { ...wanted, instanceName: 'in-lab', vmSwitchGuid: lab?.Id };
  const { vm: inLab }: { vm: { Id: string } } = await bench.data('vm', other);
  expect(await switchOf('in-lab')).toBe('Lab');
  const { vm }: { vm: { Id: string } } = await bench.data('vm', {
    ...wanted,
    vmSwitchGuid: natural?.Id.toUpperCase(),
  });
  expect(vm).toMatchObject({ Name: 'gen2', CpuCount: 2, MemoryMb: 2048 });
  expect(await switchOf('gen2')).toBe('Default Switch');
  const [job] = bench.runner.unfinishedOf(vm.Id);
  if (job === undefined) throw new Error('no job');
  expect((await bench.ask('vm', { action: 'stop', id: vm.Id })).data).toContain('vm.provision has not ended');
  expect((await bench.ask('vm', { action: 'pause', id: vm.Id })).data).toContain('has not ended');
  for (const each of [job, ...bench.runner.unfinishedOf(inLab.Id)]) {
    await bench.runner.cancel(each);
    await bench.runner.untilEnded(each.jobId, AbortSignal.timeout(60_000));
  }
  expect(await bench.data('vm', { action: 'list' })).toEqual({ vms: [] });
}, 90_000);

test('pauses a VM, lets it go on, and says on what its disk stands', async () => {
  const driver = bench.fleet.driver('hyperv');
  const specification = { ...vmSpecification(1, fixture.image), network: 'none' as const };
  const signal = AbortSignal.timeout(60_000);
  await driver.createDisk(specification, () => undefined, signal);
  await driver.createVm(specification, signal);
  const id = specification.vmId;
  await bench.fleet.refresh(id);
  const vm = (action: string): Promise<{ readonly data: unknown }> => bench.ask('vm', { action, id });
  expect((await vm('pause')).data).toContain('only one that runs is paused');
  expect((await vm('resume')).data).toContain('start it instead');
  await driver.start(id, signal);
  for (const [action, state] of [
    ['pause', 6],
    ['pause', 6],
    ['resume', 2],
    ['resume', 2],
  ] as const) {
    expect((await vm(action)).data).toEqual({ id, status: 'ok' });
    const check = { action: 'state-check', id, state };
    expect(await bench.data('vm', check)).toMatchObject({ matches: true });
  }
  await savingOf(driver).save(id, signal);
  await bench.fleet.refresh(id);
  expect(await bench.data('vm', { action: 'state-check', id, state: 7 })).toMatchObject({ matches: true });
  expect((await vm('pause')).data).toContain('is saved');
  expect((await vm('resume')).data).toEqual({ id, status: 'ok' });
  const layers = { action: 'is-differencing-disk', guid: id };
  expect(await bench.data('vhdx', layers)).toEqual({ guid: id, isDifferencing: true });
  await driver.powerOff(id, signal);
  const clone = { action: 'clone', guid: id, instance_name: 'next' };
  const made: { path: string } = await bench.data('vhdx', clone);
  expect(made.path).toContain('.vhdx');
  expect((await bench.ask('vhdx', { ...clone, merge_avhdx: true })).data).toContain('copied as a chain');
  const { exports } = await bench.exports.list();
  expect(exports).toHaveLength(1);
  await driver.delete(id, signal);
}, 90_000);
