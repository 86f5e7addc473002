/** The end of the host agent around every step of a move to another place, and in the middle of it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crashedHost } from '../testing/crashed-host.ts';
import { benchVmId, jobOnVm } from '../testing/job-bench.ts';
import { halfMoved, movedContent } from '../testing/memory-storage.ts';
import { crashPointsOf } from '../testing/run-until-killed.ts';

const host = crashedHost();
const job = jobOnVm('vm.move-storage', { place: 'fast' });

test.each([...crashPointsOf('vm.move-storage'), halfMoved])(
  'at %s: the job goes on, and the files are in one place',
  async (point) => {
    expect(await host.endAfter(point, job)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect((await host.bench.driver.storageMoving.look(benchVmId)).place).toBe('fast');
    const places = join(host.folder, 'places');
    expect(await readFile(join(places, 'fast', benchVmId), 'utf8')).toBe(movedContent);
    expect(await readdir(places)).toEqual(['fast']);
    expect((await host.bench.driver.done()).filter((what) => what === 'move-files')).toHaveLength(1);
  },
);
