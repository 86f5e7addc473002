import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planIso } from '@busbar/seed/iso/plan-iso';
import { writeIsoFile } from '@busbar/seed/iso/write-iso-file';
import { withWindowsAgent } from '@busbar/seed/templates/windows-agent';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readIso } from '../../../sandbox/read-iso.ts';
import { translateWindowsSeed } from './windows-seed.ts';

let folder: TemporaryDirectory;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(() => folder.remove());

const at = (name: string): string => join(folder.path, name);
const iso = (name: string, files: Readonly<Record<string, string>>): Promise<void> => {
  const entries = Object.entries(files).map(([path, text]) => ({ path, content: Buffer.from(text) }));
  return writeIsoFile(at(name), planIso(entries, { label: 'cidata', volumeTimestamp: new Date(0) }));
};
const textsOf = async (path: string) =>
  Object.fromEntries((await readIso(path)).map((file) => [file.path, file.content.toString('utf8')]));
const userData = `#cloud-config
timezone: Europe/Berlin
users:
  - name: ada
    groups: [Administrators]
    passwd: Correct-Horse-9
write_files:
  - path: 'C:\\ProgramData\\x y.txt'
    content: it's
runcmd:
  - powershell.exe -File C:\\a.ps1
`;
const windows = withWindowsAgent({ metaData: 'instance-id: a\n', userData }, 'BUSBAR-TOOLS');

test('of a Windows seed the sandbox gets accounts, files and time zone, once the installer is on a disc', async () => {
  await iso('seed.iso', { 'meta-data': windows.metaData, 'user-data': windows.userData });
  await iso('tools.iso', { 'win-x64/install-guest.ps1': 'Write-Output installed' });
  expect(await translateWindowsSeed(at('seed.iso'), [at('seed.iso'), at('tools.iso')], at('out.iso'))).toBe(
    true,
  );
  const told = await textsOf(at('out.iso'));
  expect(told['meta-data']).toBe('instance-id: a\n');
  expect(told['user-data']).toContain('path: /srv/c/ProgramData/x y.txt');
  expect(told['user-data']).toMatch(/^#cloud-config\ntimezone: Europe\/Berlin\nusers:\n {2}- name: ada\n/);
  expect(told['user-data']).not.toMatch(/Administrators|Correct-Horse-9|powershell/);
});

test('without the installer nothing comes of the seed', async () => {
  await iso('seed.iso', { 'meta-data': windows.metaData, 'user-data': windows.userData });
  await writeFile(at('other.iso'), 'no disc');
  expect(await translateWindowsSeed(at('seed.iso'), [at('other.iso')], at('out.iso'))).toBe(true);
  expect(Object.keys(await textsOf(at('out.iso')))).toEqual(['meta-data']);
});

test('a seed for cloud-init is none', async () => {
  await iso('seed.iso', { 'meta-data': 'instance-id: a\n', 'user-data': userData });
  expect(await translateWindowsSeed(at('seed.iso'), [], at('out.iso'))).toBe(false);
});
