import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HypervFixture, makeHypervFixture } from '../testing/hyperv-fixture.ts';
import type { HypervDriver } from './hyperv-driver.ts';

const signal = new AbortController().signal;
const vmId = '01890000-0000-7000-8000-000000000001';
let fixture: HypervFixture;
let driver: HypervDriver;

beforeAll(async () => {
  fixture = await makeHypervFixture('none');
  driver = fixture.makeDriver();
  for (const [id, name] of [
    [vmId, 'web1'],
    [vmId.replace(/1$/, '2'), 'web2'],
  ] as const) {
    const sizes = { cpuCount: 1, memoryBytes: 256 * 2 ** 20, diskBytes: 4 * 2 ** 30 };
    const vm = { ...sizes, vmId: id, name, image: fixture.image, network: 'none' } as const;
    await driver.createDisk(vm, () => undefined, signal);
    await driver.createVm(vm, signal);
  }
});
afterAll(async () => {
  for (const vm of await driver.list(signal)) await driver.delete(vm.vmId, signal);
  await driver.close();
  await fixture.remove();
});

test('is told as an ability', async () => {
  expect((await driver.facts(signal)).abilities).toContain('checkpoints');
});

test('makes, lists, renames, applies and removes checkpoints, each once however often it is asked', async () => {
  const { checkpoints } = driver;
  await driver.start(vmId, signal);
  const first = await checkpoints.create(vmId, 'before the upgrade', signal);
  expect(await checkpoints.create(vmId, 'before the upgrade', signal)).toEqual(first);
  const second = await checkpoints.create(vmId, "it's $(date) `x` “new”", signal);
  expect(await checkpoints.list(vmId, signal)).toEqual([{ ...first, isCurrent: false }, second]);
  expect(second).toMatchObject({ parentId: first.id, isCurrent: true });

  await expect(checkpoints.rename(vmId, second.id, first.name, signal)).rejects.toMatchObject({
    code: 'already-exists',
  });
  await checkpoints.rename(vmId, second.id, 'after', signal);
  await checkpoints.rename(vmId, second.id, 'after', signal);

  await checkpoints.apply(vmId, first.id, signal);
  expect(await checkpoints.list(vmId, signal)).toMatchObject([
    { id: first.id, isCurrent: true },
    { id: second.id, name: 'after', isCurrent: false },
  ]);
  // With the memory that it had.
  expect((await driver.find(vmId, signal))?.power).toBe('paused');
  await driver.start(vmId, signal);
  await checkpoints.remove(vmId, second.id, signal);
  await checkpoints.remove(vmId, second.id, signal);
  expect(await checkpoints.list(vmId, signal)).toMatchObject([{ id: first.id }]);
});

test.each(['', ' ', 'a\nb', 'x'.repeat(101)])('refuses the name %j', async (name) => {
  expect(() => driver.checkpoints.create(vmId, name, signal)).toThrow('checkpoint’s name');
});

test('knows no checkpoint of another VM', async () => {
  const other = vmId.replace(/1$/, '2');
  const [checkpoint] = await driver.checkpoints.list(vmId, signal);
  const missing = { code: 'not-found' };
  await expect(driver.checkpoints.apply(other, checkpoint?.id ?? '', signal)).rejects.toMatchObject(missing);
  await expect(driver.checkpoints.rename(other, checkpoint?.id ?? '', 'x', signal)).rejects.toMatchObject(
    missing,
  );
  await driver.checkpoints.remove(other, checkpoint?.id ?? '', signal);
  expect(await driver.checkpoints.list(vmId, signal)).toHaveLength(1);
});
