import { appendFile, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { expect, test } from 'vitest';
import { backupDocument, onBackup, restoreDocument } from '../../testing/backup-jobs.ts';
import { newVmId } from '../../testing/import-job.ts';
import { benchVmId } from '../../testing/job-bench.ts';
import { provisionedBench } from '../../testing/provisioned-bench.ts';
import { agentVersion } from '../../version.ts';
import { isTrialVm } from '../../vms/trial-vm.ts';

const bench = provisionedBench();
const off = () => bench.driver.powerOff(benchVmId);
const backUp = (more: Parameters<typeof backupDocument>[0] = {}) =>
  bench.run('backup.create', backupDocument(more));
const list = () => bench.backups.list();
const only = async () => {
  const [backup] = (await list()).backups;
  if (backup === undefined) throw new Error('There is no backup.');
  return { ...backup, path: join(bench.folder, 'backups', backup.folder) };
};
const verify = async (trial: string, id?: string) =>
  bench.run('backup.verify', { ...onBackup(id ?? (await only()).id), trial });
const names = async () => (await bench.driver.list()).map(({ name }) => name).toSorted();
const entries = () => readdir(join(bench.folder, 'backups')).catch((): string[] => []);

test('leaves a folder that says what it is, when, of which VM, by whom and by which version', async () => {
  await off();
  expect(await backUp({ note: 'before the upgrade' })).toMatchObject({
    outcome: 'succeeded',
    leftBehind: [],
  });
  const { path, ...backup } = await only();
  expect(backup).toMatchObject({
    ...{ place: 'host', by: 'ada@example.org', note: 'before the upgrade', agentVersion, sizeBytes: 23 },
    ...{ isLive: false, check: null, damage: null },
    vm: { id: benchVmId, name: 'web-1', driver: 'sandbox', image: 'test' },
  });
  const when = new Date(backup.createdAt)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
  expect(backup.folder).toBe(`web-1_${when}_${backup.id}`);
  expect(await readFile(join(path, 'SHA256SUMS'), 'utf8')).toMatch(
    /^[0-9a-f]{64} {2}backup\.json\n[0-9a-f]{64} {2}disk\n$/,
  );
});

test('refuses a VM that runs where it cannot be copied so, says what is needed, and makes nothing', async () => {
  expect(await backUp()).toMatchObject({
    ...{ outcome: 'failed', leftBehind: [] },
    error: { code: 'precondition-failed', userMessage: expect.stringContaining('Shut it down') },
  });
  expect(await entries()).toEqual([]);
});

test.each([
  ['a disk that fills up', 'insufficient-storage'],
  ['a place that nobody has named', 'not-found'],
])('%s leaves nothing', async (what, code) => {
  await off();
  bench.driver.hasFullDisk = what.includes('disk');
  const end = await backUp(what.includes('place') ? { place: 'nas' } : {});
  expect(end).toMatchObject({ outcome: 'failed', error: { code } });
  expect(await entries()).toEqual([]);
});

test('a cancel while it copies leaves nothing', async () => {
  await off();
  bench.driver.exporting.hangs = true;
  const ending = backUp();
  await waitFor('the copying', async () => (await entries()).length > 0);
  for (const job of bench.runner.unfinished()) await bench.runner.cancel(job);
  expect(await ending).toMatchObject({ outcome: 'cancelled', leftBehind: [] });
  expect(await entries()).toEqual([]);
});

test('only a new backup that is whole lets old ones go; the log names them, and other VMs’ stay', async () => {
  await off();
  for (let count = 0; count < 3; count += 1) await backUp();
  const [, , oldest] = (await list()).backups;
  bench.driver.hasFullDisk = true;
  await backUp({ retention: { keepLast: 1, keepDays: null } });
  expect((await list()).backups).toHaveLength(3);
  bench.driver.hasFullDisk = false;
  const { jobId } = await backUp({ retention: { keepLast: 3, keepDays: null } });
  const { backups } = await list();
  expect(backups).toHaveLength(3);
  expect(backups.map(({ id }) => id)).not.toContain(oldest?.id);
  expect((await bench.linesOf(jobId)).join()).toContain(`${oldest?.id}): the last 3 are kept`);
});

test('the only one that was verified stays, and a damaged one is left to people', async () => {
  await off();
  await backUp();
  await verify('checksums');
  const verified = (await only()).id;
  await backUp();
  const torn = await only();
  await truncate(join(torn.path, 'disk'), 3);
  const { jobId } = await backUp({ retention: { keepLast: 1, keepDays: null } });
  expect((await list()).backups.map(({ id }) => id).toSorted()).toEqual(
    [verified, torn.id, jobId].toSorted(),
  );
  const lines = (await bench.linesOf(jobId)).join();
  expect(lines).toContain('none has been verified');
  expect(lines).toContain('damaged and counts for nothing');
});

test.each(['checksums', 'import', 'boot'] as const)(
  'verifies by %s, keeps the result with the backup, and nobody hears of a VM on trial',
  async (trial) => {
    await off();
    await backUp();
    const before = bench.outbox.lastSeq;
    expect(await verify(trial)).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
    expect((await only()).check).toMatchObject({ trial, isGood: true, reason: null });
    expect(await names()).toEqual(['web-1']);
    const times = (what: string) =>
      bench.driver.done().then((done) => done.filter((each) => each === what).length);
    expect([await times('create-disk-from'), await times('start')]).toEqual(
      { checksums: [0, 1], import: [1, 1], boot: [1, 2] }[trial],
    );
    const told = (await bench.outbox.read(before)).flatMap((event) =>
      event.type === 'vm-observed' ? [event.vm.vmId] : event.type === 'vm-gone' ? [event.vmId] : [],
    );
    expect(told.filter((vmId) => vmId !== null && isTrialVm(vmId))).toEqual([]);
  },
);

test('a file that has changed is found, named and remembered, and restoring it is refused', async () => {
  await off();
  await backUp();
  const { path } = await only();
  await writeFile(join(path, 'disk'), 'x'.repeat(23));
  expect((await only()).damage).toBeNull();
  expect(await verify('import')).toMatchObject({
    ...{ outcome: 'failed', leftBehind: [] },
    error: { userMessage: expect.stringContaining('“disk” of the backup') },
  });
  expect((await only()).check).toMatchObject({ isGood: false, reason: expect.stringContaining('“disk”') });
  expect(await bench.run('backup.restore', restoreDocument((await list()).backups[0]))).toMatchObject({
    outcome: 'failed',
  });
  expect(await names()).toEqual(['web-1']);
});

test('no room for a VM on trial speaks against the host, not against the backup', async () => {
  await off();
  await backUp();
  bench.driver.hasFullDisk = true;
  expect(await verify('import')).toMatchObject({
    outcome: 'failed',
    error: { code: 'insufficient-storage' },
  });
  expect(await only()).toMatchObject({ check: null });
  expect(await names()).toEqual(['web-1']);
});

test('what is missing, cut short or unreadable shows in the list as it lies there', async () => {
  await off();
  await backUp();
  const { path, id } = await only();
  await appendFile(join(path, 'disk'), 'more');
  expect((await only()).damage).toContain('27 bytes of files; 23 were written');
  await rm(join(path, 'SHA256SUMS'));
  expect((await only()).damage).toContain('SHA256SUMS');
  await writeFile(join(path, 'backup.json'), '{"version":1,');
  await mkdir(join(bench.folder, 'backups', 'lost+found'));
  expect(await list()).toMatchObject({
    backups: [],
    unreadable: [{ id, damage: expect.stringContaining('damaged') }],
  });
  expect(await verify('checksums', id)).toMatchObject({ outcome: 'failed' });
  expect(await bench.run('backup.remove', onBackup(id))).toMatchObject({ outcome: 'succeeded' });
  expect(await entries()).toEqual(['lost+found']);
});

test('restores another VM, and the very one once it is gone, but never over one that is there', async () => {
  await off();
  await backUp();
  const restore = async (change: object = {}) =>
    bench.run('backup.restore', { ...restoreDocument((await list()).backups[0]), ...change });
  expect(await restore()).toMatchObject({ outcome: 'succeeded', leftBehind: [] });
  expect(await bench.driver.find(newVmId)).toMatchObject({ name: 'web-2', power: 'stopped', image: 'test' });
  const inPlace = { mode: 'in-place', vmId: benchVmId, name: 'web-1' };
  expect(await restore(inPlace)).toMatchObject({ outcome: 'failed', error: { code: 'already-exists' } });
  await bench.driver.delete(benchVmId);
  expect(await restore(inPlace)).toMatchObject({ outcome: 'succeeded' });
  expect(await names()).toEqual(['web-1', 'web-2']);
});

test('one that a job reads is not removed', async () => {
  await off();
  await backUp();
  const { id } = await only();
  await bench.backups.reading(id, async () => {
    expect(await bench.run('backup.remove', onBackup(id))).toMatchObject({
      outcome: 'failed',
      error: { code: 'conflict', userMessage: expect.stringContaining('Wait for its end') },
    });
  });
  expect(await bench.run('backup.remove', onBackup(id))).toMatchObject({ outcome: 'succeeded' });
  expect(await bench.run('backup.remove', onBackup(id))).toMatchObject({
    outcome: 'failed',
    error: { code: 'not-found' },
  });
});
