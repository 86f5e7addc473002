import { waitFor } from '@busbar/shared/testing/wait-for';
import { expect, test } from 'vitest';
import { checkpointConformance } from '../testing/checkpoint-conformance.ts';
import { makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { isWaiting } from '../testing/is-waiting.ts';
import { vmSpecification } from '../testing/vm-specification.ts';

checkpointConformance('hyperv on the simulator', () => makeHypervFixture('none'));

test('an apply that Hyper-V still goes on with, whoever began it, is waited for and then done again', async () => {
  const { signal } = new AbortController();
  await using fixture = await makeHypervFixture('none').then((made) => ({
    ...made,
    [Symbol.asyncDispose]: () => made.remove(),
  }));
  const first = fixture.makeDriver();
  const vm = vmSpecification(1, fixture.image);
  await first.createDisk(vm, () => undefined, signal);
  await first.createVm(vm, signal);
  const { id } = await first.checkpoints.create(vm.vmId, 'clean', signal);
  await fixture.setFaults({ cmdlet: 'Restore-VMSnapshot', kind: 'held', times: 1 });
  const begun = expect(first.checkpoints.apply(vm.vmId, id, signal)).rejects.toBeDefined();
  const statusOf = async (): Promise<unknown> => {
    const [now] = (await fixture.host.query(
      { cmdlet: 'Get-VM', parameters: {}, select: 'VirtualMachine' },
      signal,
    )) as { PrimaryOperationalStatus: string }[];
    return now?.PrimaryOperationalStatus;
  };
  await waitFor('the apply to begin', async () => (await statusOf()) === 'ApplyingSnapshot');
  await first.close();
  await begun;
  const second = fixture.makeDriver();
  await second.adopt(signal);
  const applied = second.checkpoints.apply(vm.vmId, id, signal);
  expect(await isWaiting(applied, fixture.host)).toBe(true);
  await fixture.setFaults();
  await applied;
  expect(await statusOf()).toBe('Ok');
  await second.close();
});
