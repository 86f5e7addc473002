import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { builtInTemplates } from '@busbar/seed/templates/built-in-templates';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findTemplate, systemsOf } from '../work/find-template.ts';
import { TemplateFolder } from './template-folder.ts';

let folder: TemporaryDirectory;
let templates: TemplateFolder;
beforeEach(async () => {
  folder = await temporaryDirectory();
  templates = new TemplateFolder(folder.path);
});
afterEach(() => folder.remove());

async function put(path: string, text: string): Promise<void> {
  const whole = join(templates.path, path);
  await mkdir(dirname(whole), { recursive: true });
  await writeFile(whole, text);
}

test('without files of its own a host has those of the product', async () => {
  const all = await templates.list();
  expect(all.map(({ slug }) => slug)).toEqual(builtInTemplates.map(({ slug }) => slug));
  expect(findTemplate(all, 'Debian 12').system).toEqual({ name: 'Debian', version: '12' });
  expect(findTemplate(all, 'minimal').system).toBeUndefined();
});

test('takes vmgenie’s etc/cloud as it is, in place of what has the same name', async () => {
  await put('Debian/12/seed-data/user-data', '\uFEFF#cloud-config\r\ntimezone: {{ timezone }}\r\n');
  await put('Debian/12/metadata.yml', 'os: Debian\n');
  await put('Alpine/3.22/user-data', '#cloud-config\nhostname: {{ HOSTNAME }}\n');
  await put('notes.txt', 'not a template');
  const all = await templates.list();
  expect(findTemplate(all, 'debian-12')).toMatchObject({
    title: 'Debian 12',
    system: { name: 'Debian', version: '12' },
    documents: { userData: '#cloud-config\ntimezone: {{ TIMEZONE }}\n' },
    images: builtInTemplates.find(({ slug }) => slug === 'debian-12')?.images,
  });
  expect(all.filter(({ slug }) => slug === 'debian-12')).toHaveLength(1);
  expect([...systemsOf(all)].slice(0, 2)).toEqual([
    ['Alpine', ['3.22']],
    ['Debian', ['12', '13']],
  ]);
});

test('takes a template of Busbar, with as little as its documents', async () => {
  const documents = { metaData: 'instance-id: x\n', userData: '#cloud-config\n' };
  await put('kiosk.json', JSON.stringify({ id: 'x', title: 'Kiosk', documents, images: ['debian-*'] }));
  expect(findTemplate(await templates.list(), 'kiosk')).toMatchObject({
    ...{ slug: 'kiosk', title: 'Kiosk', documents, variables: [], images: ['debian-*'] },
    defaults: { cpuCount: 2, memoryMb: 2048, diskGb: 20 },
  });
});

test.each([
  ['{', 'broken.json is no template'],
  ['{"documents":{"metaData":"x"}}', 'userData'],
  [`{"pad":"${'x'.repeat(9 * 2 ** 20)}"}`, 'broken.json is no template'],
])('names the file that is none', async (text, words) => {
  await put('broken.json', text);
  await expect(templates.list()).rejects.toThrow(words);
});
