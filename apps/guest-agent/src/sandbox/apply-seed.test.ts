import { mkdir, mkdtemp, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { appliedDocumentLimitBytes, CloudInitStatus } from '@busbar/shared/protocol/channel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAppliedDocuments } from '../platform/linux/applied-documents.ts';
import { applySeed } from './apply-seed.ts';

let root: string;
let seed: string;
const hostnames: string[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'busbar-applier-'));
  seed = join(root, 'seed');
  await mkdir(seed);
  await mkdir(join(root, 'etc'));
  await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/bash\n');
  await writeFile(join(root, 'etc/group'), 'root:x:0:\nadm:x:4:\n');
  hostnames.length = 0;
});
afterEach(() => rm(root, { recursive: true }));

async function apply(userData: string, instanceId = 'vm-1'): Promise<CloudInitStatus> {
  await writeFile(join(seed, 'meta-data'), `instance-id: ${instanceId}\nlocal-hostname: web-1\n`);
  await writeFile(join(seed, 'user-data'), userData);
  const setHostname = async (name: string): Promise<void> => void hostnames.push(name);
  const status = await applySeed({ seed, root, nowMs: Date.now, setHostname });
  expect(CloudInitStatus.parse(JSON.parse(await text('run/busbar/applied.json')))).toEqual(status);
  return status;
}
const text = (path: string): Promise<string> => readFile(join(root, path), 'utf8');

test('applies host name, time zone, users, groups, files and commands', async () => {
  const status = await apply(`#cloud-config
timezone: Europe/Berlin
groups: [deploy]
users:
  - name: alice
    gecos: "Alice: the first"
    groups: adm, deploy
    shell: /bin/bash
    sudo: ALL=(ALL) NOPASSWD:ALL
    ssh_authorized_keys: [ssh-ed25519 AAAA alice]
write_files:
  - path: /etc/motd
    content: hello
    permissions: '0600'
  - { path: /etc/motd, content: ' again', append: true, permissions: 0640 }
  - { path: /opt/packed, encoding: gz+b64, content: ${gzipSync('packed').toString('base64')} }
bootcmd: [[sh, -c, 'echo "boot of $INSTANCE_ID" > ${root}/boot']]
runcmd:
  - echo $((6 * 7)) > ${root}/answer
  - [sh, -c, "echo 'two words' >> ${root}/answer"]
packages: [nginx]
`);
  expect(status).toMatchObject({ state: 'done', simulated: true, instanceId: 'vm-1', errors: [] });
  expect(status.stages.map(({ name }) => name)).toEqual([
    'init-local',
    'init',
    'modules-config',
    'modules-final',
  ]);
  expect(await text('etc/hostname')).toBe('web-1\n');
  expect(hostnames).toEqual(['web-1']);
  expect(await readlink(join(root, 'etc/localtime'))).toBe('/usr/share/zoneinfo/Europe/Berlin');
  expect(await text('etc/passwd')).toContain('alice:x:0:0:Alice  the first:/home/alice:/bin/bash\n');
  expect(await text('etc/group')).toContain('adm:x:4:alice\n');
  expect(await text('etc/shadow')).toContain('alice:!:');
  expect(await text('home/alice/.ssh/authorized_keys')).toBe('ssh-ed25519 AAAA alice\n');
  expect(await text('etc/motd')).toBe('hello again');
  expect((await stat(join(root, 'etc/motd'))).mode & 0o777).toBe(0o640);
  expect(await text('opt/packed')).toBe('packed');
  expect(await text('boot')).toBe('boot of vm-1\n');
  expect(await text('answer')).toBe('42\ntwo words\n');
  const log = await text('var/log/busbar-applier.log');
  expect(log).toMatch(/not cloud-init/);
  expect(log).toMatch(/packages is not applied here/);
  expect(log).toMatch(/alice: sudo is not applied here/);
});

test("a failing runcmd ends in error with cloud-init's words and the command's own", async () => {
  const status = await apply("#cloud-config\nruncmd: ['echo no such disk >&2; exit 3']\n");
  expect(status.state).toBe('error');
  const [error] = status.errors;
  expect(error).toContain(
    "('scripts_user', RuntimeError('Runparts: 1 failures (runcmd) in 1 attempted commands'))",
  );
  expect(error).toContain('exit code 3');
  expect(error).toContain('no such disk');
  expect(status.stages.at(-1)).toMatchObject({ name: 'modules-final', errors: [error] });
});

test('one failed part does not keep the others from being applied', async () => {
  const status = await apply(`#cloud-config
write_files: [{ path: /etc/x, content: text, encoding: rot13 }]
runcmd: ['echo ran > ${root}/ran']
`);
  expect(status).toMatchObject({ state: 'error', errors: [expect.stringContaining('rot13')] });
  expect(await text('ran')).toBe('ran\n');
});

test('an instance is applied once; its bootcmd runs with every boot', async () => {
  const userData = `#cloud-config
bootcmd: ['echo boot >> ${root}/boots']
runcmd: ['echo run >> ${root}/runs']
`;
  await apply(userData);
  await apply(userData);
  await apply(userData, 'vm-2');
  expect(await text('boots')).toBe('boot\nboot\nboot\n');
  expect(await text('runs')).toBe('run\nrun\n');
});

test('a script as user-data runs', async () => {
  expect((await apply(`#!/bin/sh\necho script > ${root}/script\n`)).state).toBe('done');
  expect(await text('script')).toBe('script\n');
});

test.each([
  ['what is not YAML', '#cloud-config\na: [', /user-data is not YAML/],
  ['a wrong type', '#cloud-config\nwrite_files: {path: x}\n', /user-data.*write_files/s],
  ['an unknown format', 'hello\n', /neither/],
])('%s is an error that names the document', async (_, userData, reason) => {
  const status = await apply(userData);
  expect(status.state).toBe('error');
  expect(status.errors[0]).toMatch(reason);
});

test('keeps what it was given once for the instance, as private as cloud-init does', async () => {
  const userData = '#cloud-config\nruncmd: [echo secret]\n';
  await apply(userData);
  expect(await readAppliedDocuments(root)).toEqual({
    userData: { sizeBytes: userData.length, text: userData },
    metaData: { sizeBytes: 40, text: 'instance-id: vm-1\nlocal-hostname: web-1\n' },
  });
  const { mode } = await stat(join(root, 'var/lib/cloud/instance/user-data.txt'));
  expect(mode & 0o777).toBe(0o600);
  // The second boot has no seed any more, but the empty one that keeps the identity.
  await apply('');
  expect((await readAppliedDocuments(root)).userData?.text).toBe(userData);
});

test('tells of a document that is too large that it is, and not its text', async () => {
  await mkdir(join(root, 'var/lib/cloud/instance'), { recursive: true });
  await writeFile(
    join(root, 'var/lib/cloud/instance/user-data.txt'),
    'x'.repeat(appliedDocumentLimitBytes + 1),
  );
  expect(await readAppliedDocuments(root)).toEqual({
    userData: { sizeBytes: appliedDocumentLimitBytes + 1, text: null },
  });
});

test('a disk that takes nothing more is an error with its words, not silence', async () => {
  // A file in the place of the folder: neither log nor kept status nor documents can be written.
  await writeFile(join(root, 'var'), '');
  const status = await apply('#cloud-config\nruncmd: [[sh, -c, "exit 0"]]\n');
  expect(status.state).toBe('error');
  expect(status.errors.join('\n')).toMatch(/ENOTDIR/);
});
