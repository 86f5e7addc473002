import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type VmDestination, wentAll } from '@busbar/shared/jobs/vm-move';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { expect, test } from 'vitest';
import { benchVmId } from '../../testing/job-bench.ts';
import { provisionedBench } from '../../testing/provisioned-bench.ts';

const bench = provisionedBench();
const toHostId = '018f0000-0000-7000-8000-00000000c001';
const destination = (changes: Partial<VmDestination> = {}): VmDestination => ({
  ...{
    hostName: 'other',
    machine: 'OTHER',
    folder: join(bench.folder, 'other', benchVmId),
    freeBytes: 2 ** 40,
  },
  ...changes,
});
const move = (to = destination()) => bench.run('vm.move', { toHostId, driver: 'sandbox', to });
const isThere = () =>
  readFile(join(bench.folder, 'other', benchVmId, 'vm.json')).then(
    () => true,
    () => false,
  );
const goneEvents = async () =>
  (await bench.outbox.read(0)).filter((event) => event.type === 'vm-gone' && event.vmId === benchVmId);
async function cancelOnceHanging(ended: ReturnType<typeof move>, hangs: () => Promise<boolean>) {
  await waitFor('the hypervisor', hangs);
  for (const job of bench.runner.unfinished()) await bench.runner.cancel(job);
  return ended;
}

test('a VM that runs leaves, and its host says so before it says that the job has ended', async () => {
  const ended = await move();
  expect(ended).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  expect(await isThere()).toBe(true);
  expect(await bench.driver.find(benchVmId)).toBeNull();
  const [gone, ...more] = await goneEvents();
  expect(more).toEqual([]);
  expect(gone?.seq).toBeLessThan(ended.seq);
  expect((await bench.linesOf(ended.jobId)).join('\n')).toContain('other has it now');
});

test('no room there, and a full disk meanwhile, leave it where it is', async () => {
  expect(await move(destination({ freeBytes: 1 }))).toMatchObject({
    ...{ outcome: 'failed', leftBehind: [], error: { code: 'insufficient-storage' } },
  });
  bench.driver.hasFullDisk = true;
  expect(await move()).toMatchObject({ outcome: 'failed', leftBehind: [] });
  expect((await bench.driver.find(benchVmId))?.power).toBe('running');
  expect(await goneEvents()).toEqual([]);
});

test('a cancel in time leaves it where it is; one that comes too late says where it went', async () => {
  const { hostMoving } = bench.driver;
  hostMoving.hangs = 'before';
  const begun = async (): Promise<boolean> =>
    (await bench.outbox.read(0)).some((event) => event.type === 'step-changed' && event.step === 'move-vm');
  expect(await cancelOnceHanging(move(), begun)).toMatchObject({ outcome: 'cancelled', leftBehind: [] });
  expect((await bench.driver.find(benchVmId))?.power).toBe('running');
  hostMoving.hangs = 'after';
  const late = await cancelOnceHanging(move(), isThere);
  expect(late).toMatchObject({ outcome: 'cancelled', leftBehind: [wentAll(destination())] });
  expect(await goneEvents()).toHaveLength(1);
});

test('what cannot be removed here is said, with where the VM is', async () => {
  bench.driver.hostMoving.keepsLeftovers = true;
  const { outcome, leftBehind } = await move();
  expect(outcome).toBe('failed');
  expect(leftBehind).toEqual([wentAll(destination()), expect.stringContaining('somebody else’s')]);
});
