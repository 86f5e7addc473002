import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { vmIdOf, vmSpecification } from '../hypervisor/testing/vm-specification.ts';
import { ExportStore } from './export-store.ts';

const signal = new AbortController().signal;
let folder: TemporaryDirectory;
let store: ExportStore;
beforeEach(async () => {
  folder = await temporaryDirectory();
  store = new ExportStore(join(folder.path, 'exports'));
});
afterEach(() => folder.remove());

const idOf = (number: number): string => vmIdOf(100 + number);
const names = () => readdir(store.folder);

async function make(number: number, until: 'begun' | 'whole' = 'whole'): Promise<string> {
  const id = idOf(number);
  const path = await store.begin(id);
  await mkdir(join(path, 'Virtual Hard Disks'));
  await writeFile(join(path, 'Virtual Hard Disks', 'a disk.vhdx'), 'x'.repeat(3 * 2 ** 20));
  if (until === 'begun') return id;
  const vm = { ...vmSpecification(number, 'debian-12'), power: 'running' as const, bytes: 0 };
  const document = { vmId: vm.vmId, name: `export ${number}`, template: null, instanceId: null };
  await store.describe({ id, createdAt: new Date(number * 1000), driver: 'hyperv', vm, document });
  const told: number[] = [];
  await store.sum(id, (done, total) => told.push(done / (total ?? 0)), signal);
  expect(told.at(-1)).toBe(1);
  await store.putInPlace(id);
  return id;
}

test('tells those that are whole, newest first, and those that do not say what they hold', async () => {
  expect(await store.list()).toEqual({ folder: store.folder, exports: [], unreadable: [] });
  for (const number of [1, 2]) await make(number);
  await make(3, 'begun');
  await mkdir(join(store.folder, idOf(4)));
  await writeFile(join(store.folder, idOf(4), 'export.json'), '{"version":2}');
  await mkdir(join(store.folder, 'lost+found'));
  const { exports, unreadable } = await store.list();
  expect(unreadable).toEqual([{ id: idOf(4), damage: expect.stringContaining('export.json') }]);
  expect(exports).toMatchObject([
    { id: idOf(2), name: 'export 2', createdAt: 2000 },
    {
      id: idOf(1),
      name: 'export 1',
      createdAt: 1000,
      sizeBytes: 3 * 2 ** 20,
      isLive: true,
      vm: { name: 'vm-1' },
    },
  ]);
});

test('its sums are those that coreutils check', async () => {
  const cwd = join(store.folder, await make(1));
  const { stdout } = await promisify(execFile)('sha256sum', ['--check', 'SHA256SUMS'], { cwd });
  expect(stdout).toBe('Virtual Hard Disks/a disk.vhdx: OK\nexport.json: OK\n');
  await writeFile(join(cwd, 'Virtual Hard Disks', 'a disk.vhdx'), 'y');
  await expect(promisify(execFile)('sha256sum', ['--check', 'SHA256SUMS'], { cwd })).rejects.toThrow();
});

test('removes one that is there, damaged too, and says what it was; others and what is at work stay', async () => {
  const [one, other] = [await make(1), await make(2)];
  const atWork = await make(3, 'begun');
  const damaged = await make(4);
  await writeFile(join(store.folder, damaged, 'export.json'), '{');
  expect(await store.removeThere(damaged)).toBeNull();
  expect(await store.removeThere(one)).toMatchObject({ id: one, name: 'export 1' });
  for (const gone of [one, atWork]) await expect(store.removeThere(gone)).rejects.toThrow(gone);
  expect((await names()).toSorted()).toEqual([other, `${atWork}.partial`]);
});

test('what no job is at work with any more goes, and nothing else', async () => {
  const whole = await make(1);
  const [left, atWork] = [await make(2, 'begun'), await make(3, 'begun')];
  await mkdir(join(store.folder, 'mine.partial'));
  await store.removePartials((id) => id === atWork);
  expect(left).toBe(idOf(2));
  expect((await names()).toSorted()).toEqual([whole, `${atWork}.partial`, 'mine.partial'].toSorted());
});

test('begins anew over what an interrupted attempt left', async () => {
  const id = await make(1, 'begun');
  expect(await readdir(await store.begin(id))).toEqual([]);
});

test.each(['..', '../etc', '', 'a/b'])('takes no %j for an id', async (id) => {
  await expect(store.remove(id)).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(store.begin(id)).rejects.toMatchObject({ code: 'invalid-input' });
});
