import { expect, test } from 'vitest';
import { benchVmId } from '../../testing/job-bench.ts';
import { provisionedBench } from '../../testing/provisioned-bench.ts';

const bench = provisionedBench();
const { run } = bench;
const list = () => bench.driver.checkpoints.list(benchVmId);
const unknownId = '018f0000-0000-7000-8000-00000000c0de';

test('makes, renames, applies and removes', async () => {
  expect(await run('checkpoint.create', { name: 'clean' })).toMatchObject({ outcome: 'succeeded' });
  const [made] = await list();
  const checkpointId = made?.id ?? '';
  expect(made).toMatchObject({ name: 'clean', hasMemory: true, isCurrent: true });
  expect(await run('checkpoint.rename', { checkpointId, name: 'pristine' })).toMatchObject({
    outcome: 'succeeded',
  });
  expect(await list()).toMatchObject([{ id: checkpointId, name: 'pristine' }]);
  expect(await run('checkpoint.apply', { checkpointId, start: false })).toMatchObject({
    outcome: 'succeeded',
  });
  expect((await bench.driver.find(benchVmId))?.power).toBe('paused');
  expect(bench.fleet.observe(benchVmId)).toMatchObject({ power: 'paused', channel: 'down' });
  expect(await run('checkpoint.apply', { checkpointId, start: true })).toMatchObject({
    outcome: 'succeeded',
  });
  expect(bench.fleet.observe(benchVmId)).toMatchObject({ power: 'running', channel: 'up' });
  expect(await run('checkpoint.remove', { checkpointId })).toMatchObject({ outcome: 'succeeded' });
  expect(await run('checkpoint.remove', { checkpointId })).toMatchObject({ outcome: 'succeeded' });
  expect(await list()).toEqual([]);
});

test('a name that is taken is refused, and the checkpoint that has it stays', async () => {
  await run('checkpoint.create', { name: 'clean' });
  await run('checkpoint.create', { name: 'other' });
  const before = await list();
  const taken = { outcome: 'failed', leftBehind: [], error: { code: 'already-exists' } };
  expect(await run('checkpoint.create', { name: 'clean' })).toMatchObject(taken);
  expect(await run('checkpoint.rename', { checkpointId: before[1]?.id, name: 'clean' })).toMatchObject(taken);
  expect(await list()).toEqual(before);
});

test('a checkpoint that is gone fails before anything is changed', async () => {
  const missing = { outcome: 'failed', leftBehind: [], error: { code: 'not-found' } };
  expect(await run('checkpoint.apply', { checkpointId: unknownId, start: true })).toMatchObject(missing);
  expect(await run('checkpoint.rename', { checkpointId: unknownId, name: 'x' })).toMatchObject(missing);
  expect((await bench.driver.find(benchVmId))?.power).toBe('running');
});

test('an apply that fails later says that what the VM was before is lost', async () => {
  await run('checkpoint.create', { name: 'clean' });
  const [made] = await list();
  bench.driver.refusesToStart = true;
  const end = await run('checkpoint.apply', { checkpointId: made?.id, start: true });
  expect(end).toMatchObject({ outcome: 'failed', error: { code: 'insufficient-storage' } });
  expect(end.leftBehind).toEqual([
    'The VM is as it was at “clean”: what it was before cannot be brought back',
  ]);
});
