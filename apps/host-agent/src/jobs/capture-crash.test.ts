/** The end of the host agent around every step of making an image of a VM, and in the middle of copying and converting. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crashedHost } from '../testing/crashed-host.ts';
import { jobOnVm } from '../testing/job-bench.ts';
import { halfCopied } from '../testing/memory-exporting.ts';
import { halfConverted } from '../testing/memory-images.ts';
import { crashPointsOf } from '../testing/run-until-killed.ts';

const job = jobOnVm('vm.capture', {
  ...{ driver: 'sandbox', slug: 'golden', version: '1', title: 'Golden', os: 'Debian GNU/Linux' },
  ...{ defaultUser: null, secureBoot: 'linux', identity: 'kept' },
});
const host = crashedHost();

test.each([...crashPointsOf('vm.capture'), halfCopied, halfConverted])(
  'at %s: the job goes on, and the image is whole',
  async (point) => {
    expect(await host.endAfter(point, job)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect(await host.bench.driver.imageMaking.folder.list()).toMatchObject([
      { name: 'golden-1', check: { state: 'verified' } },
    ]);
    expect(await readdir(join(host.folder, 'images'))).toEqual(['golden-1']);
    expect(await readdir(host.bench.exports.folder)).toEqual([]);
  },
);
