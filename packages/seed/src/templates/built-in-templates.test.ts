import { SeedDocuments, TemplateVariable } from '@busbar/shared/domain/template';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dialectOf, guessDialect } from '../dialect.ts';
import { lintSeed } from '../lint/lint-seed.ts';
import { renderDocuments } from '../render/render-documents.ts';
import { failingTemplate } from '../testing/failing-template.ts';
import { fitsImage } from './built-in-template.ts';
import { builtInTemplates } from './built-in-templates.ts';
import { windowsServer } from './windows-server.ts';

const builtIn = {
  VM_ID: 'vm-1',
  VM_NAME: 'web-1',
  HOSTNAME: 'web-1',
  INSTANCE: 'web-1',
  CPU_COUNT: '2',
  MEMORY_MB: '1024',
};

const required = { ADMIN_PASSWORD: 'Corr3ct-Horse' };

describe.each([...builtInTemplates, failingTemplate])('$slug', (template) => {
  const dialect = template === windowsServer ? 'cloudbase-init' : 'cloud-init';
  const render = (values: Record<string, string>) =>
    renderDocuments(template.documents, { ...builtIn, ...required, ...values }, template.variables);

  it('satisfies the contracts', () => {
    expect(SeedDocuments.parse(template.documents)).toEqual(template.documents);
    for (const variable of template.variables) expect(TemplateVariable.parse(variable)).toEqual(variable);
  });

  it('is clean with its default values', () => {
    const { documents, problems } = render({});
    expect(problems).toEqual([]);
    expect(lintSeed(documents, dialect)).toEqual([]);
    expect(guessDialect(template.documents)).toBe(dialect);
  });

  it('carries the keys it is given', () => {
    const keys = 'ssh-ed25519 AAAA a\nssh-ed25519 BBBB b';
    const { documents } = render({ SSH_KEYS: keys, PRIVKEY: keys });
    expect(lintSeed(documents, dialect)).toEqual([]);
    expect(parse(documents.userData).users[0].ssh_authorized_keys).toEqual(keys.split('\n'));
  });
});

describe('the catalogue', () => {
  it('has every system of vmgenie', () => {
    const wanted =
      'debian-12 debian-13 fedora-40 fedora-42 opensuse-15.6 opensuse-16 opensuse-tumbleweed rocky-9 rocky-10 ubuntu-24.04 ubuntu-25.04';
    const slugs = builtInTemplates.map((template) => template.slug);
    expect(slugs.slice(2)).toEqual([...wanted.split(' '), 'windows-server']);
    expect(new Set(slugs).size).toBe(slugs.length);
  });

  it('offers a template for the images that it fits', () => {
    const fitting = (image: string) =>
      builtInTemplates.filter((template) => fitsImage(template, image)).map((template) => template.slug);
    expect(fitting('debian-12-lean')).toEqual(['minimal', 'web-server', 'debian-12']);
    expect(fitting('debian-bookworm')).toEqual(['minimal', 'web-server', 'debian-12']);
    expect(fitting('busybox')).toEqual(['minimal']);
    expect(fitting('windows-2025-core')).toEqual(['windows-server']);
  });

  it('has one for Windows, that its images are known by', () => {
    expect(dialectOf('Windows Server 2025')).toBe('cloudbase-init');
  });
});
