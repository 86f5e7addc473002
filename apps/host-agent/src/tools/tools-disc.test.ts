import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ToolsDisc } from './tools-disc.ts';

let directory: TemporaryDirectory;
let linux: string;
let windows: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  linux = join(directory.path, 'busbar-guest');
  windows = join(directory.path, 'win-x64');
  writeFileSync(linux, 'for Linux');
  mkdirSync(join(windows, 'parts'), { recursive: true });
  for (const name of ['busbar-guest.exe', 'koffi.node', 'install-guest.ps1', 'parts/running.ps1']) {
    writeFileSync(join(windows, name), name);
  }
});
afterEach(() => directory.remove());

const make = (windowsGuestFolder: string | null): Promise<string> =>
  new ToolsDisc({
    folder: join(directory.path, 'tools'),
    guestExecutable: linux,
    platform: 'linux-x64',
    windowsGuestFolder,
  }).path(new AbortController().signal);
/** As Windows sees them, by Joliet. */
const filesOn = (iso: string): string[] =>
  execFileSync('isoinfo', ['-i', iso, '-J', '-f'], { encoding: 'utf8' }).trim().split('\n').sort();

test('carries the agent for Linux alone where there is no other', async () => {
  expect(filesOn(await make(null))).toEqual(['/linux-x64', '/linux-x64/busbar-guest']);
});

test('carries both, with what installs the one for Windows', async () => {
  expect(filesOn(await make(windows))).toEqual([
    '/linux-x64',
    '/linux-x64/busbar-guest',
    '/win-x64',
    '/win-x64/busbar-guest.exe',
    '/win-x64/install-guest.ps1',
    '/win-x64/koffi.node',
    '/win-x64/parts',
    '/win-x64/parts/running.ps1',
  ]);
});

test('is made again when one of them has changed, and only then; the old one goes', async () => {
  const first = await make(windows);
  expect(await make(windows)).toBe(first);
  const later = new Date(Date.now() + 5_000);
  utimesSync(join(windows, 'koffi.node'), later, later);
  const second = await make(windows);
  expect(second).not.toBe(first);
  expect(readdirSync(join(directory.path, 'tools'))).toHaveLength(1);
});
