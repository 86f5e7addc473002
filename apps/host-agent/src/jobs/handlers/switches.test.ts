import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { benchJobIdOf, type JobBench, jobOnHost, openJobBench } from '../../testing/job-bench.ts';

const facts = { name: 'Lab', type: 'private', adapter: null, sharesAdapter: true, notes: '' } as const;

let folder: TemporaryDirectory;
let bench: JobBench;
let jobs = 0;
/** Set by a test that ends the job in the middle. */
let atCheckpoint: (name: string) => void;
beforeEach(async () => {
  folder = await temporaryDirectory();
  atCheckpoint = () => undefined;
  bench = await openJobBench({ folder: folder.path, checkpoint: (name) => atCheckpoint(name) });
});
afterEach(async () => {
  await bench.close();
  await folder.remove();
});

const run = (kind: string, document: object) => {
  jobs += 1;
  return bench.run(jobOnHost(kind, document, benchJobIdOf(jobs)));
};
const names = async (): Promise<readonly string[]> =>
  (await bench.driver.switches.list()).map(({ name }) => name);
const failure = (code: string, said: string) => ({
  outcome: 'failed',
  leftBehind: [],
  error: { code, userMessage: expect.stringContaining(said) },
});

test('a switch is made and removed, without any VM', async () => {
  expect(await run('switch.create', facts)).toMatchObject({ outcome: 'succeeded' });
  const [made] = await bench.driver.switches.list();
  expect(made).toMatchObject(facts);
  const removal = { switchId: made?.id, name: 'Lab' };
  expect(await run('switch.remove', removal)).toMatchObject({ outcome: 'succeeded' });
  expect(await run('switch.remove', removal)).toMatchObject({ outcome: 'succeeded' });
  expect(await names()).toEqual([]);
});

test('a name that is taken is refused, whoever made the switch, and the switch stays', async () => {
  await bench.driver.switches.create(facts);
  const again = await run('switch.create', { ...facts, name: 'lab' });
  expect(again).toMatchObject(failure('already-exists', '“Lab”'));
  expect(await names()).toEqual(['Lab']);
});

test('an adapter that is not there, or has a switch, is refused by name', async () => {
  const external = { ...facts, name: 'Out', type: 'external', adapter: 'Wi-Fi' } as const;
  expect(await run('switch.create', external)).toMatchObject(failure('not-found', 'It has: “Ethernet”'));
  const fitting = { ...external, adapter: 'Ethernet' };
  expect(await run('switch.create', fitting)).toMatchObject({ outcome: 'succeeded' });
  const other = await run('switch.create', { ...fitting, name: 'Out 2' });
  expect(other).toMatchObject(failure('conflict', 'already carries the switch “Out”'));
  expect(await names()).toEqual(['Out']);
});

test('one on which VMs are is refused with their names, and stays', async () => {
  const { id } = await bench.driver.switches.create(facts);
  bench.driver.switches.vms = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const refused = await run('switch.remove', { switchId: id, name: 'Lab' });
  expect(refused).toMatchObject(failure('conflict', 'a, b, c, d, e and 2 more'));
  expect(await names()).toEqual(['Lab']);
});

test('a job that is cancelled after the switch was made removes it; one that could not begin removes nothing', async () => {
  atCheckpoint = (name) => {
    if (name !== 'create-switch:after') return;
    void bench.runner.cancel({ jobId: benchJobIdOf(jobs), attempt: 1 });
  };
  const cancelled = await run('switch.create', facts);
  expect(cancelled).toMatchObject({ outcome: 'cancelled', leftBehind: [] });
  expect(await bench.driver.done()).toEqual(['create-switch', 'remove-switch']);
});

test('an external switch without an adapter is no document', async () => {
  const { adapter: _none, ...external } = { ...facts, type: 'external' };
  await expect(run('switch.create', external)).rejects.toMatchObject({ code: 'invalid-input' });
});
