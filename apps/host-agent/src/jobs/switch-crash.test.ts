/** `kill -9` of the host agent around every step of the jobs with switches. */
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { benchNextJobId, jobOnHost, openJobBench } from '../testing/job-bench.ts';
import { MemoryDriver } from '../testing/memory-driver.ts';
import { crashPointsOf, runUntilKilled } from '../testing/run-until-killed.ts';

const privately = { type: 'private', adapter: null, sharesAdapter: true, notes: '' } as const;

let folder: TemporaryDirectory;
let oldId: string;
beforeEach(async () => {
  folder = await temporaryDirectory();
  const { switches } = new MemoryDriver({ folder: folder.path });
  oldId = (await switches.create({ ...privately, name: 'old' })).id;
});
afterEach(() => folder.remove());

const kinds = {
  'switch.create': { document: () => ({ ...privately, name: 'new' }), names: ['old', 'new'] },
  'switch.remove': { document: () => ({ switchId: oldId, name: 'old' }), names: [] },
} as const;

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])('%s, killed with -9', (kind) => {
  test.each(crashPointsOf(kind))('at %s: the job goes on and nothing is done twice', async (point) => {
    const { document, names } = kinds[kind];
    const job = jobOnHost(kind, document());
    expect(await runUntilKilled(folder.path, point, job)).toBe('SIGKILL');
    const bench = await openJobBench({ folder: folder.path });
    expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect(await bench.driver.done()).toEqual(['create-switch', `${kind.replace('switch.', '')}-switch`]);
    expect((await bench.driver.switches.list()).map(({ name }) => name)).toEqual(names);
    await bench.close();
  });
});
