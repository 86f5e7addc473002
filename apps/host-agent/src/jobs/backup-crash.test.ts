/** `kill -9` of the host agent around every step of the jobs with backups, and in the middle of their copying. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobKind } from '@busbar/shared/jobs/catalog';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { describe, expect, test } from 'vitest';
import { backupDocument, onBackup, restoreDocument } from '../testing/backup-jobs.ts';
import { crashedHost } from '../testing/crashed-host.ts';
import { newVmId } from '../testing/import-job.ts';
import { benchJobIdOf, benchNextJobId, benchVmId, jobOnHost, jobOnVm } from '../testing/job-bench.ts';
import { MemoryDriver } from '../testing/memory-driver.ts';
import { halfCopied } from '../testing/memory-exporting.ts';
import { halfImported } from '../testing/memory-importing.ts';
import { crashPointsOf } from '../testing/run-until-killed.ts';

const older = benchJobIdOf(1);
let restore: JobDocument;
const host = crashedHost(async (bench) => {
  await bench.run(jobOnVm('backup.create', backupDocument(), older));
  const document = restoreDocument((await bench.backups.list()).backups[0]);
  restore = { ...jobOnVm('backup.restore', document), vmId: newVmId, document };
});

const ids = async () => (await host.bench.backups.list()).backups.map(({ id }) => id);
const vms = () => readdir(join(host.folder, 'vms'));
const pointsOf = (kind: JobKind, ...more: readonly string[]) => [...crashPointsOf(kind), ...more];
const succeeded = { outcome: 'succeeded', leftBehind: [] };

describe('a backup with retention', () => {
  const job = jobOnVm('backup.create', backupDocument({ retention: { keepLast: 1, keepDays: null } }));

  test.each(pointsOf('backup.create', halfCopied))('at %s: it goes on, and is whole', async (point) => {
    expect(await host.endAfter(point, job)).toMatchObject(succeeded);
    expect(await ids()).toEqual([benchNextJobId]);
    expect(await host.bench.backups.list()).toMatchObject({ backups: [{ damage: null }], unreadable: [] });
    expect(await readdir(join(host.folder, 'backups'))).toHaveLength(1);
  });

  test('whose VM is gone meanwhile leaves no half one, and the old one stays', async () => {
    await host.killAt(halfCopied, job);
    await new MemoryDriver({ folder: host.folder }).delete(benchVmId);
    await host.start();
    expect(await host.bench.untilEnded(benchNextJobId)).toMatchObject({ outcome: 'failed', leftBehind: [] });
    expect(await ids()).toEqual([older]);
    expect(await readdir(join(host.folder, 'backups'))).toHaveLength(1);
  });

  test('that is cancelled once it is whole stays, and says so', async () => {
    const name = { jobId: benchNextJobId, attempt: 1 };
    const checkpoint = (at: string): void => {
      if (at === 'apply-retention:before') void host.bench.runner.cancel(name);
    };
    await host.start({ checkpoint });
    const { outcome, leftBehind } = await host.bench.run(job);
    expect({ outcome, leftBehind }).toEqual({
      outcome: 'cancelled',
      leftBehind: [expect.stringContaining('was whole already and stays')],
    });
    expect(await ids()).toEqual([benchNextJobId, older]);
  });
});

test.each(pointsOf('backup.verify', halfImported))('at %s of a trial: no VM of it stays', async (point) => {
  const job = jobOnHost('backup.verify', { ...onBackup(older), trial: 'boot' });
  expect(await host.endAfter(point, job)).toMatchObject(succeeded);
  expect(await host.bench.backups.list()).toMatchObject({
    backups: [{ check: { trial: 'boot', isGood: true } }],
  });
  expect(await vms()).toEqual([benchVmId]);
});

test.each(pointsOf('backup.restore', halfImported))(
  'at %s of a restore: there is one VM more',
  async (point) => {
    expect(await host.endAfter(point, restore)).toMatchObject(succeeded);
    expect((await vms()).toSorted()).toEqual([benchVmId, newVmId]);
    expect(await host.bench.driver.find(newVmId)).toMatchObject({ name: 'web-2', power: 'stopped' });
    expect(await ids()).toEqual([older]);
  },
);

test.each(pointsOf('backup.remove'))('at %s of a removal: nothing of it is left', async (point) => {
  expect(await host.endAfter(point, jobOnHost('backup.remove', onBackup(older)))).toMatchObject(succeeded);
  expect(await readdir(join(host.folder, 'backups'))).toEqual([]);
});
