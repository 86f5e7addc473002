/** The end of the host agent around every step of a move to another host, and while its VM goes. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crashedHost } from '../testing/crashed-host.ts';
import { benchVmId, jobOnVm } from '../testing/job-bench.ts';
import { halfGone, justGone } from '../testing/memory-host-moving.ts';
import { crashPointsOf } from '../testing/run-until-killed.ts';

const host = crashedHost();

test.each([...crashPointsOf('vm.move'), halfGone, justGone])(
  'at %s: the job goes on, and the VM is on one host',
  async (point) => {
    const folder = join(host.folder, 'other', benchVmId);
    const to = { hostName: 'other', machine: 'OTHER', folder, freeBytes: 2 ** 40 };
    const toHostId = '018f0000-0000-7000-8000-00000000c001';
    const job = jobOnVm('vm.move', { toHostId, driver: 'sandbox', to });
    expect(await host.endAfter(point, job)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect(await host.bench.driver.list()).toEqual([]);
    expect(await readdir(folder)).toContain('vm.json');
    expect((await readdir(host.folder)).filter((name) => name.startsWith('left-of'))).toEqual([]);
    expect((await host.bench.driver.done()).filter((what) => what === 'move-vm')).toHaveLength(1);
  },
);
