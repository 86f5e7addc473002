/** Seeds as clients keep them, over a real socket, on sandboxes with the real guest agent. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send } from './testing/ask.ts';
import type { LocalBench } from './testing/local-bench.ts';
import { openSandboxBench } from './testing/sandbox-bench.ts';

let bench: LocalBench;
beforeAll(async () => {
  bench = await openSandboxBench();
}, 180_000);
afterAll(() => bench.close());

const image = 'sandbox-default';
const vm = (action: string, parameters: object = {}) => bench.ask('vm', { action, ...parameters });
const artifact = (action: string, parameters: object = {}) =>
  bench.ask('artifact', { action, ...parameters });
const isIdle = (vmId: string) =>
  waitFor('its jobs to end', () => bench.runner.unfinishedOf(vmId).length === 0);

const seeded = 'seeded';
const variables = {
  USERNAME: 'genie',
  PRIVKEY: 'ssh-ed25519 AAAAC3 one@x',
  TIMEZONE: 'Europe/Berlin',
  LOCALE: 'C.UTF-8',
  LAYOUT: 'de',
  BASE_VM: 'a "base" VM; $(x)',
  VM_SWITCH: 'External',
  MERGE_AVHDX: 'true',
};

test('is made of a template with every variable of vmgenie', async () => {
  const answer = await artifact('create', { instanceName: seeded, os: 'Debian', version: '12', variables });
  const isoPath = join(bench.folder, 'cloud', seeded, 'seed.iso');
  expect(answer).toMatchObject({ status: 'ok', data: { isoPath } });
  const userData = await readFile(join(bench.folder, 'cloud', seeded, 'seed-data', 'user-data'), 'utf8');
  for (const text of ['genie', 'AAAAC3', 'Europe/Berlin', 'XKBLAYOUT="de"']) expect(userData).toContain(text);
  const { artifacts }: { artifacts: object[] } = await bench.data('artifact', { action: 'list' });
  expect(artifacts).toMatchObject([
    { instanceName: seeded, isoPath, operatingSystem: 'Debian', version: '12', attachedTo: [] },
  ]);
});

test('is downloaded whole and in pieces, the same bytes', async () => {
  const iso = await readFile(join(bench.folder, 'cloud', seeded, 'seed.iso'));
  const whole: { content: string; sha256: string; sizeBytes: number } = await bench.data('artifact', {
    action: 'download',
    instanceName: seeded,
  });
  expect(Buffer.from(whole.content, 'base64').equals(iso)).toBe(true);
  expect(whole.sizeBytes).toBe(iso.length);
  const parameters = { action: 'download', instanceName: seeded, stream: true };
  const lines = await send(bench.path, [`${JSON.stringify({ id: 's', command: 'artifact', parameters })}\n`]);
  const pieces = lines.slice(0, -1).map(({ data }) => (data as { content: string }).content);
  expect(Buffer.from(pieces.join(''), 'base64').equals(iso)).toBe(true);
  expect(lines.at(-1)?.data).toMatchObject({ sizeBytes: iso.length, sha256: whole.sha256 });
});

test('is rebuilt with other values, and by hand', async () => {
  const path = join(bench.folder, 'cloud', seeded, 'seed-data', 'user-data');
  const change = { action: 'rebuild', instanceName: seeded, variables: { LAYOUT: 'fr' } };
  expect(await bench.data('artifact', change)).toMatchObject({ status: 'rebuilt' });
  const text = await readFile(path, 'utf8');
  expect(text).toContain('XKBLAYOUT="fr"');
  expect(text).toContain('genie');
  await writeFile(path, `${text}# by hand {{ braces }}\n`);
  await bench.data('artifact', { action: 'rebuild', instanceName: seeded });
  expect(await readFile(join(bench.folder, 'cloud', seeded, 'seed.iso'), 'latin1')).toContain(
    '# by hand {{ braces }}',
  );
});

test('makes a VM, which knows it; and its disc goes out and in again', async () => {
  const parameters = {
    action: 'provision',
    baseVmGuid: image,
    instanceName: seeded,
    vmSwitchGuid: 'none',
    memoryMb: 512,
  };
  const made: { vm: { Id: string } } = await bench.data('vm', parameters);
  expect(made.vm).toMatchObject({
    Name: seeded,
    CpuCount: 2,
    MemoryMb: 512,
    ArtifactInstance: {
      Name: seeded,
      OperatingSystem: 'Debian',
      Version: '12',
      BaseVm: variables.BASE_VM,
      VmSwitch: 'External',
      MergeAvhdx: true,
    },
  });
  const id = made.vm.Id;
  expect((await artifact('detach', { id })).data).toContain('has not ended');
  expect((await bench.ask('vm', { ...parameters, baseVmGuid: id })).data).toContain(
    'is a VM that was provisioned',
  );
  await isIdle(id);
  expect(await bench.fleet.refresh(id)).toMatchObject({ power: 'running', channel: 'up' });
  await bench.data('vm', { action: 'stop', id });
  await isIdle(id);

  const isoPath = join(bench.folder, 'cloud', seeded, 'seed.iso');
  expect(await bench.data('artifact', { action: 'reattach', instanceName: seeded, id })).toMatchObject({
    status: 'attached',
  });
  const { artifacts }: { artifacts: object[] } = await bench.data('artifact', { action: 'list' });
  expect(artifacts).toMatchObject([{ attachedTo: [id] }]);
  expect((await artifact('destroy', { instanceName: seeded })).data).toContain(
    'is in seeded. Detach it first',
  );
  expect(await bench.data('artifact', { action: 'detach', id })).toMatchObject({ status: 'detached' });
  expect(await bench.data('vm', { action: 'swap-iso', id, isoPath })).toEqual({
    id,
    isoPath,
    status: 'swapped',
  });
  await bench.data('artifact', { action: 'detach', id });
  expect(await bench.data('artifact', { action: 'destroy', instanceName: seeded })).toMatchObject({
    status: 'destroyed',
  });
  expect(await bench.data('artifact', { action: 'list' })).toEqual({ artifacts: [] });

  const secret = join(bench.folder, 'identity.json');
  await writeFile(secret, 'x'.repeat(40_000));
  const link = join(bench.folder, 'cloud', 'link.iso');
  const ownIso = join(bench.folder, 'isos', 'own.iso');
  await mkdir(dirname(ownIso), { recursive: true });
  await writeFile(ownIso, 'x');
  await symlink(secret, link);
  for (const [path, words] of [
    [secret, 'belongs to the host agent'],
    [link, 'belongs to the host agent'],
    ['/etc/hostname', 'no ISO 9660 image'],
    ['relative.iso', 'must be absolute'],
    ['/nowhere', 'no file'],
    ['/dev/zero', 'no ISO 9660 image'],
    ['/etc', 'no ISO 9660 image'],
    // What is for VMs is taken out of there as well, and looked at as all else is.
    [ownIso, 'no ISO 9660 image'],
  ] as const) {
    expect((await vm('swap-iso', { id, isoPath: path })).data).toContain(words);
  }
  expect(await vm('delete', { id, force: true })).toMatchObject({ status: 'ok' });
}, 120_000);

test('what a seed is made of is refused before anything is written', async () => {
  const bad = { instanceName: 'bad', template: 'minimal' };
  for (const [parameters, words] of [
    [{ ...bad, template: 'nope' }, 'no template named nope'],
    [{ ...bad, variables: { USERNAME: '' } }, 'USERNAME has no value'],
    [{ ...bad, memoryMb: 1 }, "Parameter 'memoryMb'"],
  ] as const) {
    expect((await artifact('create', parameters)).data).toContain(words);
  }
  expect(await bench.data('artifact', { action: 'list' })).toEqual({ artifacts: [] });
});
