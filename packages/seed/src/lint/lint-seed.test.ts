import { describe, expect, it } from 'vitest';
import { lintSeed } from './lint-seed.ts';

const metaData = 'instance-id: vm-1\nlocal-hostname: web-1\n';
const lintUser = (userData: string) => lintSeed({ metaData, userData });
const codesOf = (userData: string) => lintUser(userData).map((finding) => finding.code);
const body = (text: string) => codesOf(`#cloud-config\n${text}`);

const good = `#cloud-config
hostname: web-1
timezone: Europe/Berlin
users:
  - default
  - name: ada
    groups: [sudo, adm]
    sudo: ALL=(ALL) NOPASSWD:ALL
    lock_passwd: true
    passwd: $6$abc$def
    ssh_authorized_keys:
      - ssh-ed25519 AAAA
groups: [ops, { admins: [ada] }]
chpasswd: { expire: false, users: [{ name: ada, password: x, type: text }] }
packages: [nginx, [curl, '8.0'], { apt: [jq] }]
package_update: true
apt: { sources: { x: { source: 'deb http://example.org x main' } } }
write_files:
  - { path: /etc/motd, content: "hi", permissions: '0644' }
bootcmd: [[echo, a], echo b]
runcmd:
  - [sh, -c, 'echo a: b']
  - echo done
mounts: [[/dev/vdb, /srv, ext4, defaults, '0', '2']]
swap: { filename: /swap, size: auto }
growpart: { mode: auto, devices: [/] }
resize_rootfs: noblock
disk_setup: { /dev/vdb: { table_type: gpt, layout: [50, [50, 82]] } }
power_state: { mode: reboot, delay: now }
output: { all: '| tee -a /var/log/x' }
ntp: { enabled: true, servers: [a.example] }
merge_how: 'list(append)+dict(recurse_array)+str()'
`;

describe('user-data', () => {
  it('finds nothing wrong with what cloud-init documents', () => {
    expect(lintUser(good)).toEqual([]);
  });

  it.each([
    ['missing-header', 'users: []\n'],
    ['missing-header', '# cloud-config\nusers: []\n'],
    ['missing-header', '\n#cloud-config\nusers: []\n'],
    ['byte-order-mark', '\ufeff#cloud-config\nusers: []\n'],
    ['jinja', '## template: jinja\n#cloud-config\nhostname: {{ v1.x }}\n'],
    ['mime', 'Content-Type: multipart/mixed; boundary="x"\nMIME-Version: 1.0\n\n--x--\n'],
    ['carriage-return', '#!/bin/sh\r\necho\r\n'],
    ['empty-document', ''],
    ['too-large', `#cloud-config\n#${'x'.repeat(10 * 1024 * 1024)}`],
  ])('reports %s', (code, text) => {
    expect(codesOf(text)).toEqual([code]);
  });

  it('accepts a script', () => {
    expect(lintUser('#!/bin/sh\necho hello\n')).toEqual([]);
  });

  it.each([
    ['unknown-key', 'run_cmd:\n  - x\n'],
    ['wrong-type', 'runcmd: echo\n'],
    ['wrong-type', 'runcmd:\n  - echo a: b\n'],
    ['wrong-type', 'users:\n  - name: a\n    sudo: 5\n'],
    ['wrong-type', 'users:\n  - name: a\n    ssh_authorized_keys: ssh-rsa AAAA\n'],
    ['wrong-type', 'write_files:\n  - path: /a\n    permissions: 0644\n'],
    ['bad-permissions', "write_files:\n  - path: /a\n    permissions: 'rwx'\n"],
    ['relative-path', 'write_files:\n  - path: a\n'],
    ['missing-key', 'write_files:\n  - content: a\n'],
    ['unknown-value', 'power_state: {mode: rebot}\n'],
    ['plain-password', 'users:\n  - name: a\n    passwd: secret\n'],
    ['plain-password', 'chpasswd: {users: [{name: a, password: secret}]}\n'],
    ['duplicate-key', 'timezone: UTC\ntimezone: UTC\n'],
    ['deprecated', 'users:\n  - name: a\n    ssh-authorized-keys: []\n'],
    ['empty-value', 'users:\n'],
    ['empty-list', 'runcmd: []\n'],
    ['unknown-time-zone', 'timezone: Europe/Berln\n'],
    ['bad-host-name', 'hostname: my_host\n'],
    ['vendor-data-disabled', 'vendor_data: {enabled: false}\n'],
    ['tab', 'users:\n\t- a\n'],
    ['yaml', 'users: [a\n'],
    ['yaml', 'a: b: c\n'],
    ['yaml', 'users: []\n---\nusers: []\n'],
    ['unfilled-placeholder', 'hostname: "{{ HOSTNAME }}"\n'],
  ])('reports %s in %j', (code, text) => {
    expect(body(text)).toContain(code);
  });

  it('gives place, severity and suggestion', () => {
    expect(lintUser('#cloud-config\nusers:\n  - name: ada\n    ssh_authorised_keys: []\n')).toEqual([
      {
        document: 'userData',
        line: 4,
        column: 5,
        severity: 'error',
        code: 'unknown-key',
        message:
          'Unknown key "ssh_authorised_keys": users[0] has no such key. Did you mean "ssh_authorized_keys"?',
        suggestion: 'ssh_authorized_keys',
      },
    ]);
  });

  it('bounds an alias bomb and deep nesting', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghij'.split('').map((name, at) => {
        const before = 'abcdefghij'[at];
        return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`;
      }),
    ].join('\n');
    expect(body(`${bomb}\nruncmd: *j\n`).length).toBeLessThanOrEqual(200);
    expect(body(`a: ${'['.repeat(5000)}`)).toContain('too-deep');
    expect(body('a: &a\n  b: *a\n')).toContain('unknown-key');
  });
});

describe('meta-data and network-config', () => {
  it.each([
    ['missing-instance-id', 'local-hostname: x\n'],
    ['missing-instance-id', ''],
    ['missing-local-hostname', 'instance-id: x\n'],
    ['unknown-key', 'instance_id: x\nlocal-hostname: x\n'],
    ['wrong-type', '- x\n'],
  ])('reports %s in %j', (code, text) => {
    expect(
      lintSeed({ metaData: text, userData: '#cloud-config\n{}\n' }).map((finding) => finding.code),
    ).toContain(code);
  });

  const network = (networkConfig: string) =>
    lintSeed({ metaData, userData: '#cloud-config\n{}\n', networkConfig }).map((finding) => finding.code);

  it.each([
    ['empty-network-config', ' \n'],
    ['network-version', 'ethernets: {}\n'],
    ['network-version', 'version: 3\n'],
    ['unknown-key', 'version: 2\nethernet: {}\n'],
    ['wrong-type', 'version: 2\nethernets: {eth0: {addresses: 192.0.2.1/24}}\n'],
    ['missing-key', 'version: 1\n'],
    ['unknown-value', 'version: 1\nconfig: [{type: fysical, name: eth0}]\n'],
    ['deprecated', 'version: 2\nethernets: {eth0: {gateway4: 192.0.2.1}}\n'],
  ])('reports %s in %j', (code, text) => {
    expect(network(text)).toContain(code);
  });

  it.each([
    'version: 2\nethernets: {eth0: {dhcp4: true, match: {driver: hv_netvsc}}}\n',
    'network:\n  version: 1\n  config:\n    - {type: physical, name: eth0, subnets: [{type: dhcp}]}\n',
    'network: {config: disabled}\n',
  ])('accepts %j', (text) => {
    expect(network(text)).toEqual([]);
  });
});
