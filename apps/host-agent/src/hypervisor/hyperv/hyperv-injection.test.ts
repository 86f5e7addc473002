/** Whatever people call things travels through driver, lane and simulator unchanged, or is refused with nothing done. */
import { toAppError } from '@busbar/shared/errors/app-error';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HypervFixture, makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { vmIdOf, vmSpecification } from '../testing/vm-specification.ts';
import type { HypervDriver } from './hyperv-driver.ts';
import { hostilePieces, hostileText, longHostileText } from './simulator/testing/hostile-text.ts';

const signal = new AbortController().signal;
let fixture: HypervFixture;
let driver: HypervDriver;
beforeAll(async () => {
  fixture = await makeHypervFixture('none');
  driver = fixture.makeDriver();
  const vm = vmSpecification(1, fixture.image);
  await driver.createDisk(vm, () => undefined, signal);
  await driver.createVm(vm, signal);
}, 60_000);
afterAll(async () => {
  await driver.close();
  await fixture.remove();
});

const name = fc.oneof(hostileText, fc.constantFrom(...hostilePieces).map(longHostileText));

/** What was made of a name, or that it was refused as one that nothing may have. */
async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    expect(toAppError(error).code).toBe('invalid-input');
    return null;
  }
}
const holds = (property: (name: string) => Promise<void>) =>
  fc.assert(fc.asyncProperty(name, property), { numRuns: 60 });

test('as the name of a checkpoint', async () => {
  const { checkpoints } = driver;
  const names = async () => (await checkpoints.list(vmIdOf(1), signal)).map(({ name }) => name);
  await holds(async (name) => {
    const made = await attempt(() => checkpoints.create(vmIdOf(1), name, signal));
    expect(await names()).toEqual(made === null ? [] : [name]);
    if (made !== null) await checkpoints.remove(vmIdOf(1), made.id, signal);
  });
}, 60_000);

test('as name and notes of a switch', async () => {
  const { switches } = driver;
  const others = (await switches.list(signal)).map(({ id }) => id);
  const mine = async () => (await switches.list(signal)).filter(({ id }) => !others.includes(id));
  const facts = { type: 'private', adapter: null, sharesAdapter: false } as const;
  await holds(async (name) => {
    const made = await attempt(() => switches.create({ ...facts, name, notes: name }, signal));
    expect(await mine()).toMatchObject(made === null ? [] : [{ name, notes: name }]);
    if (made !== null) await switches.remove(made.id, signal);
  });
}, 60_000);

test('as the name of a VM', async () => {
  await holds(async (name) => {
    const vm = vmSpecification(2, fixture.image, { name });
    const made = await attempt(async () => {
      await driver.createDisk(vm, () => undefined, signal);
      await driver.createVm(vm, signal);
      return vm;
    });
    const names = (await driver.list(signal)).filter(({ vmId }) => vmId === vm.vmId);
    expect(names.map((each) => each.name)).toEqual(made === null ? [] : [name]);
    await driver.delete(vm.vmId, signal);
  });
}, 60_000);
