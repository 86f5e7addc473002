/** Exports, imports and copied disks as clients ask for them, over a real socket, on sandboxes with the real guest agent. */
import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { HostEvent } from '@busbar/shared/protocol/link';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalBench } from './testing/local-bench.ts';
import { openSandboxBench } from './testing/sandbox-bench.ts';

let bench: LocalBench;
let id: string;
let archive: string;
beforeAll(async () => {
  bench = await openSandboxBench();
  await bench.data('provision', { template: 'minimal', vm_name: 'web1' });
  const [begun] = await waitFor('the job', async () => {
    const jobs = await jobsOf('vm.provision');
    return jobs.length > 0 ? jobs : null;
  });
  if (begun?.type !== 'job-begun' || begun.job.vmId === null) throw new Error('no job');
  id = begun.job.vmId;
  expect(await bench.untilEnded(begun.jobId)).toMatchObject({ outcome: 'succeeded' });
  await waitFor('its job to end', () => bench.runner.unfinishedOf(id).length === 0);
  await bench.data('vm', { action: 'stop', id });
}, 180_000);
afterAll(() => bench.close());

const jobsOf = async (kind: string): Promise<readonly HostEvent[]> =>
  (await bench.outbox.read(0)).filter((event) => event.type === 'job-begun' && event.job.kind === kind);
const vm = (action: string, parameters: object = {}) => bench.ask('vm', { action, ...parameters });
type Listed = { readonly archiveName: string; readonly archiveUri: string; readonly instanceName: string };
const exports = async (more: object = {}): Promise<readonly Listed[]> => {
  const data: { exports: readonly Listed[] } = await bench.data('artifact', { action: 'exports', ...more });
  return data.exports;
};

test('a VM that runs is not copied here, and nothing of it stays', async () => {
  await bench.data('vm', { action: 'start', id });
  await waitFor('its job to end', () => bench.runner.unfinishedOf(id).length === 0);
  expect((await vm('export', { id })).data).toContain('Shut it down');
  expect(await exports()).toEqual([]);
  await bench.data('vm', { action: 'stop', id });
}, 90_000);

test('an export is a folder, listed by its VM and in the order that was asked for', async () => {
  const made: { archive: string } = await bench.data('vm', { action: 'export', id });
  archive = made.archive;
  expect(made).toEqual({ id, status: 'exported', archive });
  await access(join(archive, 'SHA256SUMS'));
  await bench.data('vm', { action: 'export', id, name: 'a second one' });
  const [newest, oldest] = await exports();
  expect(oldest).toMatchObject({
    ...{ archiveName: basename(archive), archiveUri: pathToFileURL(archive).href },
    ...{ instanceName: 'web1', instanceId: id },
  });
  expect(await exports({ sortOrder: 'asc' })).toEqual([oldest, newest]);
  expect(await exports({ instanceName: 'web1', instanceId: id.toUpperCase() })).toHaveLength(2);
  expect(await exports({ instanceName: 'web2' })).toEqual([]);
}, 90_000);

test('a copy of it is another VM, which the control plane hears of with what it is', async () => {
  expect((await vm('import', { archive, mode: 'copy' })).data).toContain('newInstanceName');
  const copy = { mode: 'copy', newInstanceName: 'web2' };
  const uri = pathToFileURL(archive).href;
  const made: { id: string } = await bench.data('vm', { action: 'import', archive: uri, ...copy });
  expect(made).toMatchObject({ status: 'imported', archive: uri });
  expect(await bench.data('vm', { action: 'details', id: made.id })).toMatchObject({
    vm: { Name: 'web2', State: 3 },
  });
  const [begun] = await jobsOf('vm.import');
  expect(begun).toMatchObject({
    job: { vmId: made.id, vmName: 'web2', makes: { driver: 'sandbox', template: 'copy of web1' } },
  });
  expect((await vm('import', { archive, ...copy })).data).toContain('already has a VM named “web2”');
  expect(await bench.data('vm', { action: 'start', id: made.id })).toMatchObject({ status: 'ok' });
}, 90_000);

test('it comes back in place only of what is gone', async () => {
  expect((await vm('import', { archive, mode: 'restore' })).data).toContain('already exists');
  await bench.data('vm', { action: 'delete', id });
  expect(await bench.data('vm', { action: 'import', archive, mode: 'restore' })).toMatchObject({ id });
  expect(await bench.data('vm', { action: 'details', id })).toMatchObject({ vm: { Name: 'web1', State: 3 } });
}, 90_000);

test('a disk is copied into an export of its own', async () => {
  const clone = { action: 'clone', guid: id, instance_name: 'web3', merge_avhdx: true };
  const made: { message: string; path: string } = await bench.data('vhdx', clone);
  expect(made.message).toBe("Disk of 'web1' cloned for 'web3'.");
  await access(made.path);
  expect((await exports()).map(({ archiveName }) => archiveName)).toContain(basename(dirname(made.path)));
  const asked = { action: 'is-differencing-disk', guid: id };
  expect(await bench.data('vhdx', asked)).toEqual({ guid: id, isDifferencing: false });
}, 90_000);
