import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addProvisionedVm } from '../../testing/provisioned-vm.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { type PowerAction, requestPower } from './request-power.ts';

let harness: ServiceHarness;
let operator: Actor;
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
});
afterEach(() => harness.remove());

async function vmThatIs(state: string, abilities: readonly string[]): Promise<string> {
  const wish = { host: { abilities }, input: { variables: {} }, vm: { state } };
  return (await addProvisionedVm(harness, operator, wish)).vmId;
}
const ask = (vmId: string, action: PowerAction) => requestPower(harness.deps, operator, { vmId, action });

it.each([
  ['pause', 'running'],
  ['save', 'running'],
  ['save', 'paused'],
  ['resume', 'paused'],
  ['resume', 'saved'],
  ['start', 'saved'],
  ['power-off', 'saved'],
] as const)('%s is queued for a VM that is %s', async (action, state) => {
  const { jobId } = await ask(await vmThatIs(state, ['pausing', 'saving']), action);
  const job = await harness.deps.db.read.job.findUniqueOrThrow({ where: { id: jobId } });
  expect(job).toMatchObject({ kind: `vm.${action}`, state: 'queued' });
});

it.each([
  ['pause', 'saved'],
  ['save', 'stopped'],
  ['resume', 'running'],
  ['resume', 'stopped'],
  ['shutdown', 'saved'],
] as const)('%s is refused for a VM that is %s', async (action, state) => {
  const vmId = await vmThatIs(state, ['pausing', 'saving']);
  await expect(ask(vmId, action)).rejects.toMatchObject({ code: 'precondition-failed' });
});

it.each(['pause', 'save'] as const)('%s is refused where the driver has no such thing', async (action) => {
  const vmId = await vmThatIs('running', []);
  await expect(ask(vmId, action)).rejects.toMatchObject({ code: 'unsupported' });
});
