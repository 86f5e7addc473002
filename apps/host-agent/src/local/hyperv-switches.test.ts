/** What only hosts with Hyper-V can answer: on its simulator. */
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HypervFixture, makeHypervFixture } from '../hypervisor/testing/hyperv-fixture.ts';
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

test('makes a VM on the switch for VMs, refuses another one, and leaves nothing behind', async () => {
  const work = { signal: new AbortController().signal };
  const parameters = { Name: 'Lab', SwitchType: 'Private' };
  await fixture.host.work({ cmdlet: 'New-VMSwitch', parameters, select: null }, work);
  const [natural, lab] = (await switches()).toSorted((a, b) => a.Name.localeCompare(b.Name));
  await bench.data('artifact', { action: 'create', instanceName: 'gen2', template: 'minimal' });
  const wanted = { action: 'provision', baseVmGuid: fixture.image, instanceName: 'gen2' };
  const refused = await bench.ask('vm', { ...wanted, vmSwitchGuid: lab?.Id });
  expect(refused.data).toContain('cannot put VMs on the switch Lab yet');
  const { vm }: { vm: { Id: string } } = await bench.data('vm', {
    ...wanted,
    vmSwitchGuid: natural?.Id.toUpperCase(),
  });
  expect(vm).toMatchObject({ Name: 'gen2', CpuCount: 2, MemoryMb: 2048 });
  const [job] = bench.runner.unfinishedOf(vm.Id);
  if (job === undefined) throw new Error('no job');
  expect((await bench.ask('vm', { action: 'stop', id: vm.Id })).data).toContain('vm.provision has not ended');
  await bench.runner.cancel(job);
  await bench.runner.untilEnded(job.jobId, AbortSignal.timeout(60_000));
  expect(await bench.data('vm', { action: 'list' })).toEqual({ vms: [] });
}, 90_000);
