import { SeedDocuments, TemplateVariable } from '@busbar/shared/domain/template';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hasErrors, lintSeed } from '../lint/lint-seed.ts';
import { renderDocuments } from '../render/render-documents.ts';
import { isTreeDocument, readVmgenieTree } from './read-vmgenie-tree.ts';

const userData = `#cloud-config
users:
  - default
  - name: {{ USERNAME }}
    sudo: ALL=(ALL) NOPASSWD:ALL
    groups: sudo, wheel
    ssh-authorized-keys:
      - {{ PRIVKEY }}
ssh_pwauth: false
timezone: {{ TIMEZONE }}
locale: {{ LOCALE }}
keyboard:
  layout: {{ LAYOUT }}
runcmd:
  - echo {{ RACK_NUMBER }} {{ OPERATING_SYSTEM }} {{ OS_VERSION }} {{ MERGE_AVHDX }}
`;
const at = (path: string, text: string | null = userData) => ({ path, text });

describe('a tree of vmgenie', () => {
  it('gives a template for each version of each system, from whichever folder was chosen', () => {
    const { templates, skipped } = readVmgenieTree([
      at('etc/cloud/Ubuntu/24.04/seed-data/user-data'),
      at(
        'etc/cloud/Ubuntu/24.04/seed-data/meta-data',
        'instance-id: {{instance}}\nlocal-hostname: {{hostname}}\n',
      ),
      at('etc/cloud/openSUSE/Tumbleweed/user-data', `\uFEFF${userData.replaceAll('\n', '\r\n')}`),
      at('Rocky/9/seed-data/user-data'),
      at('Rocky/9/seed-data/network-config', '\n'),
      at('etc/metadata.yml', 'os: {{ OPERATING_SYSTEM }}\n'),
    ]);
    expect(skipped).toEqual([]);
    expect(templates.map(({ slug, title }) => [slug, title])).toEqual([
      ['vmgenie-opensuse-tumbleweed', 'openSUSE Tumbleweed (vmgenie)'],
      ['vmgenie-rocky-9', 'Rocky 9 (vmgenie)'],
      ['vmgenie-ubuntu-24-04', 'Ubuntu 24.04 (vmgenie)'],
    ]);
    expect(templates[2]?.documents.metaData).toBe(
      'instance-id: {{ INSTANCE }}\nlocal-hostname: {{ HOSTNAME }}\n',
    );
    expect(templates[0]?.documents).toEqual({ metaData: templates[1]?.documents.metaData, userData });
    expect(templates[1]?.documents).not.toHaveProperty('networkConfig');
  });

  it('asks for what vmgenie asks for, with its types, and for names of one’s own', () => {
    const [template] = readVmgenieTree([at('Rocky/9/user-data')]).templates;
    expect(template?.variables.map(({ name, type, defaultValue }) => [name, type, defaultValue])).toEqual([
      ['USERNAME', 'text', 'operator'],
      ['PRIVKEY', 'ssh-keys', ''],
      ['TIMEZONE', 'text', 'UTC'],
      ['LOCALE', 'text', 'C.UTF-8'],
      ['LAYOUT', 'text', 'us'],
      ['RACK_NUMBER', 'text', ''],
      ['OPERATING_SYSTEM', 'text', 'Rocky'],
      ['OS_VERSION', 'text', '9'],
      ['MERGE_AVHDX', 'boolean', 'false'],
    ]);
    for (const variable of template?.variables ?? [])
      expect(TemplateVariable.parse(variable)).toEqual(variable);
  });

  it('renders as vmgenie renders it, several keys included', () => {
    const [template] = readVmgenieTree([at('Rocky/9/user-data')]).templates;
    if (template === undefined) throw new Error('There is no template.');
    const values = { VM_NAME: 'web-1', HOSTNAME: 'web-1', INSTANCE: 'web-1', RACK_NUMBER: '7' };
    const keys = 'ssh-ed25519 AAAA a\nssh-ed25519 BBBB b';
    const { documents, problems } = renderDocuments(
      template.documents,
      { ...values, PRIVKEY: keys },
      template.variables,
    );
    expect(problems).toEqual([]);
    expect(hasErrors(lintSeed(documents))).toBe(false);
    const { users, runcmd } = parse(documents.userData);
    expect(users[1]['ssh-authorized-keys']).toEqual(keys.split('\n'));
    expect(runcmd).toEqual(['echo 7 Rocky 9 false']);
  });

  it('says what it leaves out and why', () => {
    const { templates, skipped } = readVmgenieTree([
      at('Debian/12/meta-data', 'instance-id: a\n'),
      at('Debian/13/user-data', 'a\0b'),
      at('Fedora/40/user-data', 'x'.repeat(2 ** 20 + 1)),
      at('Fedora/42/user-data', null),
    ]);
    expect(templates).toEqual([]);
    expect(skipped.map(({ path }) => path)).toEqual([
      'Debian/13/user-data',
      'Fedora/40/user-data',
      'Fedora/42/user-data',
      'Debian/12',
    ]);
  });

  it('takes nothing else for a document', () => {
    for (const path of [
      'user-data',
      '12/user-data',
      'Debian/12/seed.iso',
      'Debian/12/metadata.yml',
      'a/b/__proto__',
    ]) {
      expect(isTreeDocument(path)).toBe(false);
    }
    expect(isTreeDocument('cloud/Debian/12/seed-data/user-data')).toBe(true);
  });

  it('never fails, and what it gives can be stored', () => {
    const name = fc.constantFrom('user-data', 'meta-data', 'network-config', 'vendor-data', 'other');
    const file = fc.record({
      path: fc.tuple(fc.string(), fc.string(), name).map((parts) => parts.join('/')),
      text: fc.string(),
    });
    fc.assert(
      fc.property(fc.array(file), (files) => {
        for (const { documents, variables, slug } of readVmgenieTree(files).templates) {
          SeedDocuments.parse(documents);
          TemplateVariable.array().parse(variables);
          expect(slug).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
        }
      }),
    );
  });
});
