import type { Vm } from '@busbar/db/rows';
import type { Actor } from '../auth/actor.ts';
import { type RequestProvisionInput, requestProvision } from '../services/vm/request-provision.ts';
import { addHost, addTemplate, type HostFixture, provisionInput } from './fleet-fixtures.ts';
import type { ServiceHarness } from './service-harness.ts';

type Wish = {
  readonly host?: HostFixture;
  /** Beside what is asked for by default. */
  readonly input?: Partial<RequestProvisionInput>;
  /** As its host has seen it since. */
  readonly vm: Partial<Vm>;
};

/** For tests of what is asked of a VM later: a host, with one whose provisioning has succeeded. */
export async function addProvisionedVm(
  harness: ServiceHarness,
  operator: Actor,
  { host = {}, input = {}, vm }: Wish,
): Promise<{ readonly hostId: string; readonly vmId: string }> {
  const hostId = await addHost(harness, host);
  const asked = provisionInput(hostId, await addTemplate(harness), input);
  const { jobs } = await requestProvision(harness.deps, operator, asked);
  const vmId = jobs[0]?.vmId ?? '';
  await harness.deps.db.write(async (transaction) => {
    await transaction.job.updateMany({ data: { state: 'succeeded' } });
    await transaction.vm.update({ where: { id: vmId }, data: vm });
  });
  harness.nudged.length = 0;
  return { hostId, vmId };
}
