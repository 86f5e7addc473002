import { expect, it } from 'vitest';
import { type CompletionInput, completeDocument } from './complete-document.ts';

const variables: CompletionInput['variables'] = [
  { name: 'GREETING', label: 'Greeting', type: 'text' },
  { name: 'HOSTNAME', label: 'Own host name', type: 'text' },
];

/** `|` stands for the cursor. */
function at(
  marked: string,
  document: CompletionInput['document'] = 'userData',
  dialect: CompletionInput['dialect'] = 'cloud-init',
) {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const found = completeDocument({ document, text, offset, variables, dialect });
  const labels = found?.options.map(({ label }) => label) ?? null;
  const accept = (label: string): string => {
    const option = found?.options.find((candidate) => candidate.label === label);
    if (found == null || option === undefined) throw new Error(`${label} is not among ${labels}`);
    return `${text.slice(0, found.from)}${option.insert}|${text.slice(found.to)}`;
  };
  return { found, labels, accept };
}
const cloud = (text: string) => at(`#cloud-config\n${text}`);

it('proposes the keys at the top, with type and meaning, but for those that are there or deprecated', () => {
  const { found, labels } = cloud('hostname: a\npack|\nruncmd:\n  - x\n');
  expect(found).toMatchObject({ kind: 'key', word: 'pack' });
  expect(found?.options.find(({ label }) => label === 'package_update')).toEqual({
    label: 'package_update',
    type: 'true or false',
    meaning: 'Refresh the lists of packages first.',
    insert: 'package_update: ',
    isRequired: false,
    hasMore: true,
  });
  for (const absent of ['hostname', 'runcmd', 'apt_update']) expect(labels).not.toContain(absent);
});

it('counts the values of a key where there are many', () => {
  const types = cloud('write_files:\n  - |').found?.options.map(({ label, type }) => `${label}: ${type}`);
  expect(types).toContain('encoding: one of 9 values');
  expect(types).toContain('append: true or false');
});

it('begins what follows a key: a value, a list or a mapping, at the right indentation', () => {
  expect(cloud('time|').accept('timezone')).toBe('#cloud-config\ntimezone: |');
  expect(cloud('wri|').accept('write_files')).toBe('#cloud-config\nwrite_files:\n  - |');
  expect(cloud('power_state:\n  mode: reboot\nchp|').accept('chpasswd')).toMatch(/\nchpasswd:\n {2}\|$/);
  expect(cloud('chpasswd:\n  us|').accept('users')).toBe('#cloud-config\nchpasswd:\n  users:\n    - |');
  expect(cloud('users:\n  - na|: x').accept('name')).toBe('#cloud-config\nusers:\n  - name|: x');
});

it('finds nested keys, however lists are indented', () => {
  for (const text of [
    'users:\n  - name: a\n    she|',
    'users:\n- name: a\n  she|',
    'users:\n  - default\n  -   name: a\n\n      # a comment\n      she|',
    'users:\n  - name: {{ USER }}\n    ssh_authorized_keys:\n      - x\n    she|\n    sudo: false\n',
  ]) {
    const { labels } = cloud(text);
    expect(labels, text).toContain('shell');
    expect(labels, text).not.toContain('name');
  }
  expect(cloud('users:\n  - name: a\n    |\n    sudo: x\n  - shell: x').labels).not.toContain('sudo');
  expect(cloud('users:\n  - name: a\n    |\n    sudo: x\n  - shell: x').labels).toContain('shell');
  expect(cloud('apt:\n  sources:\n    mine:\n      ke|').labels).toEqual([
    'source',
    'keyid',
    'key',
    'keyserver',
    'filename',
    'append',
  ]);
});

it('proposes values that are known by name', () => {
  expect(cloud('package_update: |').labels).toEqual(['true', 'false']);
  expect(cloud('chpasswd:\n  users:\n    - name: a\n      type: R|').labels).toEqual([
    'hash',
    'text',
    'RANDOM',
  ]);
  expect(cloud('ssh_genkeytypes:\n  - |').labels).toEqual(['ecdsa', 'ed25519', 'rsa']);
  expect(cloud('hostname: |').labels).toBeNull();
});

it('is silent in text, comments, scripts and what it does not know', () => {
  for (const text of [
    'write_files:\n  - path: /x\n    content: >\n      pa|',
    'runcmd:\n  - echo hi\n    pa|',
    '# pa|',
    'hostname: a # pa|',
    'mcollective:\n  conf:\n    x|',
    'no_such_module:\n  x|',
    'users: [na|',
    'users:\n  - {name: a, sh|',
  ]) {
    expect(cloud(text).labels, text).toBeNull();
  }
  expect(at('#!/bin/sh\npa|').labels).toBeNull();
});

it('proposes the variables of the template before those of Busbar, each once', () => {
  const { found, labels } = cloud('final_message: {{ gr|');
  expect(found).toMatchObject({ kind: 'variable', word: 'gr' });
  expect(labels).toEqual(['GREETING', 'HOSTNAME', 'VM_ID', 'VM_NAME', 'INSTANCE', 'CPU_COUNT', 'MEMORY_MB']);
  expect(found?.options[1]).toMatchObject({ type: 'text', meaning: 'Own host name' });
});

it('closes the braces of a variable where they are open', () => {
  expect(cloud('a: {{|').accept('VM_ID')).toBe('#cloud-config\na: {{ VM_ID }}|');
  expect(cloud('a: {{ VM_|').accept('VM_ID')).toBe('#cloud-config\na: {{ VM_ID }}|');
  expect(cloud('a: {{ VM_|NAM }} b').accept('VM_ID')).toBe('#cloud-config\na: {{ VM_ID| }} b');
  expect(at('#!/bin/sh\necho {{ |').labels).toContain('GREETING');
  expect(cloud('a: {{{{ VM|').found?.kind).not.toBe('variable');
  expect(cloud('a: {{ VM_ID }} |').labels).toBeNull();
});

it('knows network-config by its version, with and without its outer key, and meta-data', () => {
  const v2 = 'version: 2\nethernets:\n  eth0:\n    dhc|';
  expect(at(v2, 'networkConfig').labels).toContain('dhcp4');
  const wrapped = `network:\n${v2.replaceAll(/^/gm, '  ')}`;
  expect(at(wrapped, 'networkConfig').found?.options.find(({ label }) => label === 'dhcp4')?.meaning).toBe(
    'Whether IPv4 comes by DHCP.',
  );
  const v1 = 'version: 1\nconfig:\n  - type: physical\n    sub|';
  expect(at(v1, 'networkConfig').labels).toContain('subnets');
  expect(at('loc|', 'metaData').labels).toContain('local-hostname');
});

it('proposes for Windows what cloudbase-init reads, and no more', () => {
  const windows = (text: string) => at(`#cloud-config\n${text}`, 'userData', 'cloudbase-init');
  expect(windows('p|').labels?.toSorted()).toEqual([
    'groups',
    'hostname',
    'ntp',
    'runcmd',
    'set_hostname',
    'set_timezone',
    'timezone',
    'users',
    'write_files',
  ]);
  expect(windows('users:\n  - name: a\n    |').labels).toContain('inactive');
  expect(windows('users:\n  - name: a\n    |').labels).not.toContain('sudo');
  expect(
    windows('write_files:\n  - |').found?.options.find(({ label }) => label === 'path')?.meaning,
  ).not.toBe('');
});

it('never throws, wherever the cursor is in whatever text', () => {
  const texts = [
    'network:\n  version: 2\n',
    '- - a: b\n    - c\n: x\n- \n-\n"q: r": s\n\t- t',
    '#cloud-config\nusers:\n- name: a\n  sudo: |\n    {{ X\n...\n---\n? a\n: b\n& * ! | > % @',
    '',
  ];
  for (const text of texts) {
    for (let offset = 0; offset <= text.length; offset += 1) {
      for (const document of ['userData', 'networkConfig', 'metaData', 'vendorData'] as const) {
        const found = completeDocument({ document, text, offset, variables, dialect: 'cloudbase-init' });
        if (found === null) continue;
        expect(found.from).toBeLessThanOrEqual(offset);
        expect(found.to).toBeGreaterThanOrEqual(offset);
        expect(text.slice(found.from, offset)).toBe(found.word);
      }
    }
  }
});
