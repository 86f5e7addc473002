/** `kill -9` of the host agent around every step of the jobs with ISOs. */
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeBenchIsos } from '../testing/bench-isos.ts';
import { benchNextJobId, benchVmId, jobOnVm, openJobBench } from '../testing/job-bench.ts';
import { openProvisionedBench } from '../testing/provisioned-bench.ts';
import { crashPointsOf, runUntilKilled } from '../testing/run-until-killed.ts';

const signal = new AbortController().signal;

let folder: TemporaryDirectory;
let newIso: string;
beforeEach(async () => {
  folder = await temporaryDirectory();
  const [oldIso, other] = await writeBenchIsos(folder.path, ['old.iso', 'new.iso']);
  newIso = other;
  const bench = await openProvisionedBench(folder.path);
  await bench.driver.media.insert(benchVmId, oldIso, signal);
  await bench.close();
});
afterEach(() => folder.remove());

const kinds = {
  'media.attach': { document: { iso: 'new.iso' }, once: 'insert-iso', isos: () => [newIso] },
  'media.eject': { document: {}, once: 'eject-iso', isos: () => [] },
} as const;

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])('%s, killed with -9', (kind) => {
  test.each(crashPointsOf(kind))('at %s: the job goes on and nothing is done twice', async (point) => {
    const { document, once, isos } = kinds[kind];
    expect(await runUntilKilled(folder.path, point, jobOnVm(kind, document))).toBe('SIGKILL');
    const bench = await openJobBench({ folder: folder.path });
    expect(await bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect((await bench.driver.done()).slice(-2)).toEqual(['insert-iso', once]);
    const media = await bench.driver.media.list(benchVmId, signal);
    expect(media.map(({ path }) => path)).toEqual(isos());
    expect(await bench.driver.find(benchVmId)).toMatchObject({ power: 'running' });
    await bench.close();
  });
});
