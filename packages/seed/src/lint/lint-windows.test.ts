import { expect, test } from 'vitest';
import { dialectOf } from '../dialect.ts';
import { lintSeed } from './lint-seed.ts';

const metaData = 'instance-id: vm-1\nlocal-hostname: web-1\n';
const lint = (
  userData: string,
  more: { metaData?: string; networkConfig?: string; vendorData?: string } = {},
) =>
  lintSeed({ metaData, userData, ...more }, 'cloudbase-init').map(
    ({ document, line, severity, code }) => `${document}:${line} ${severity} ${code}`,
  );

test('the system of an image tells who reads its seed', () => {
  for (const os of ['Windows Server 2025', 'Microsoft Windows 11', ' windows']) {
    expect(dialectOf(os)).toBe('cloudbase-init');
  }
  for (const os of ['Debian GNU/Linux', '', 'WindowsLike']) expect(dialectOf(os)).toBe('cloud-init');
});

test('what cloudbase-init reads is clean', () => {
  const userData = `#cloud-config
set_hostname: web-1
timezone: Europe/Berlin
ntp:
  servers: [time.example.org]
groups:
  - operators: [anna]
users:
  - name: anna
    groups: [Administrators]
    passwd: Corr3ct-Horse
    ssh_authorized_keys: [ssh-ed25519 AAAA]
write_files:
  - path: C:\\temp\\a.txt
    content: hello
    permissions: '0644'
runcmd:
  - echo hello
  - [echo, '"two words"']
`;
  expect(lint(userData)).toEqual([]);
  for (const script of [
    '#ps1_sysnative\necho 1\n',
    '#ps1\r\necho 1\r\n',
    'rem cmd\r\necho 1\r\n',
    '#ps1_x86\n1\n',
  ]) {
    expect(lint(script)).toEqual([]);
  }
});

test('what it passes over is told as such, what is misspelt as misspelt', () => {
  expect(lint('#cloud-config\npackages: [jq]\nbootcmd: [echo]\n')).toEqual([
    'userData:2 warning not-on-windows',
    'userData:3 warning not-on-windows',
  ]);
  expect(lint('#cloud-config\nruncmds: [echo]\n')).toEqual(['userData:2 error unknown-key']);
  expect(lint('#cloud-config\nusers:\n  - name: anna\n    sudo: true\n')[0]).toMatch(
    /userData:4 .* unknown-key/,
  );
});

test('values that are of Linux', () => {
  const userData = `#cloud-config
hostname: a-name-of-sixteen
users:
  - name: anna
    passwd: $6$salt$hash
write_files:
  - path: /etc/motd
    content: hello
runcmd:
  - [echo, two words]
`;
  expect(lint(userData)).toEqual([
    'userData:2 warning long-windows-name',
    'userData:5 error hashed-password',
    'userData:7 error relative-path',
    'userData:10 warning unquoted-word',
  ]);
});

test('documents that it does not know, or not beside the agent', () => {
  expect(lint('#cloud-boothook\necho\n')).toEqual(['userData:1 error not-on-windows']);
  expect(lint('## template: jinja\n#cloud-config\n')).toEqual(['userData:1 error jinja']);
  expect(lint('hello\n')).toEqual(['userData:1 error missing-header']);
  expect(lint('')).toEqual(['userData:1 info empty-document']);
  expect(lint('#ps1_sysnative\n1\n', { vendorData: '#cloud-config\n{}\n' })).toEqual([
    'vendorData:1 warning not-on-windows',
  ]);
});

test('networks: by MAC, and without bridges', () => {
  const fine = `version: 2
ethernets:
  lan:
    match: {macaddress: '00:15:5d:00:6a:01'}
    addresses: [10.0.0.5/24]
`;
  expect(lint('#ps1_sysnative\n1\n', { networkConfig: fine })).toEqual([]);
  const lost = 'version: 2\nethernets:\n  eth0:\n    addresses: [10.0.0.5/24]\nbridges:\n  br0: {}\n';
  expect(lint('#ps1_sysnative\n1\n', { networkConfig: lost })).toEqual([
    'networkConfig:3 warning adapter-without-mac',
    'networkConfig:6 warning not-on-windows',
  ]);
});
