/** Pausing, saving and resuming a VM. */
import { expect, test } from 'vitest';
import { benchVmId } from '../../testing/job-bench.ts';
import { provisionedBench } from '../../testing/provisioned-bench.ts';

const bench = provisionedBench();
const { run } = bench;
const seen = () => bench.fleet.observe(benchVmId);

test.each([
  ['vm.pause', 'paused', { power: 'paused', channel: 'down' }],
  ['vm.save', 'saved', { power: 'paused', isSaved: true, channel: 'down' }],
])('%s leaves the VM %s, and it goes on as the same boot', async (kind, power, told) => {
  const bootId = seen()?.hello?.bootId;
  for (const _again of [1, 2]) expect(await run(kind, {})).toMatchObject({ outcome: 'succeeded' });
  expect((await bench.driver.find(benchVmId))?.power).toBe(power);
  expect(seen()).toMatchObject(told);
  expect(await run('vm.resume', {})).toMatchObject({ outcome: 'succeeded' });
  expect(seen()).toMatchObject({ power: 'running', channel: 'up', hello: { bootId } });
  expect(seen()).not.toHaveProperty('isSaved');
});

test.each(['vm.pause', 'vm.save', 'vm.resume'])('%s of a VM that is off changes nothing', async (kind) => {
  await bench.driver.powerOff(benchVmId);
  expect(await run(kind, {})).toMatchObject({
    ...{ outcome: 'failed', leftBehind: [] },
    error: { code: 'precondition-failed' },
  });
  expect((await bench.driver.find(benchVmId))?.power).toBe('stopped');
});
