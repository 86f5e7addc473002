import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { benchJobIdOf, benchVmId } from '../../../testing/job-bench.ts';
import { provisionedBench } from '../../../testing/provisioned-bench.ts';

const bench = provisionedBench();
const document = {
  ...{ driver: 'sandbox', slug: 'golden', version: '1', title: 'Golden', os: 'Debian GNU/Linux' },
  ...{ defaultUser: 'debian', secureBoot: 'linux', identity: 'kept' },
};
const find = (name: string) => bench.driver.imageMaking.folder.find(name);
const imagesIn = () => readdir(join(bench.folder, 'images')).catch((): string[] => []);
const exportsIn = () => readdir(bench.exports.folder).catch((): string[] => []);

test('makes an image of a VM that is off, which says whose it is; nothing else stays', async () => {
  await bench.driver.powerOff(benchVmId);
  expect(await bench.run('vm.capture', document)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  expect(await find('golden-1')).toMatchObject({
    ...{ title: 'Golden', hasCloudInit: false },
    imported: { slug: 'golden', source: 'the VM web-1', sourceFormat: 'VM, identity kept' },
  });
  const path = bench.driver.imageMaking.folder.pathOf('golden-1');
  expect(await readFile(path, 'utf8')).toBe('first half\nsecond half\n');
  expect(await imagesIn()).toEqual(['golden-1']);
  expect(await exportsIn()).toEqual([]);
  expect((await bench.linesOf(benchJobIdOf(1))).join('\n')).toContain('Its identity stays in the image');
  const again = await bench.run('vm.capture', document);
  expect(again).toMatchObject({ outcome: 'failed', error: { code: 'already-exists' } });
});

test('refuses a VM that runs where only one that is off is copied, and leaves it as it is', async () => {
  const { outcome, error } = await bench.run('vm.capture', document);
  expect(outcome).toBe('failed');
  expect(error?.userMessage).toContain('Shut it down');
  expect(await bench.driver.find(benchVmId)).toMatchObject({ power: 'running' });
  expect(await imagesIn()).toEqual([]);
  expect(await exportsIn()).toEqual([]);
});

test('a VM that is off cannot be cleaned', async () => {
  await bench.driver.powerOff(benchVmId);
  const { error } = await bench.run('vm.capture', { ...document, identity: 'cleaned' });
  expect(error?.userMessage).toContain('Start it first');
});

test('takes everything back when there is no room', async () => {
  await bench.driver.powerOff(benchVmId);
  bench.driver.hasFullDisk = true;
  const { outcome, error } = await bench.run('vm.capture', document);
  expect({ outcome, code: error?.code }).toEqual({ outcome: 'failed', code: 'insufficient-storage' });
  expect(await imagesIn()).toEqual([]);
  expect(await exportsIn()).toEqual([]);
});
