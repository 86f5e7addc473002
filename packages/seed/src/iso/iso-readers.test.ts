import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomTree } from '../testing/random-tree.ts';
import type { IsoEntry } from './iso-entry.ts';
import { planIso } from './plan-iso.ts';
import { writeIsoFile } from './write-iso-file.ts';

/** blkid lives in sbin, which an ordinary user's PATH lacks on Debian. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C.UTF-8' };
const isInstalled = (tool: string): boolean => spawnSync(tool, ['--version'], { env }).error === undefined;
const run = (tool: string, args: string[]): string =>
  execFileSync(tool, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const volumeTimestamp = new Date('2025-06-07T08:09:10Z');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'busbar-iso-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function writeTree(seed: number, label = 'cidata'): Promise<{ path: string; entries: IsoEntry[] }> {
  const entries = randomTree(seed);
  const path = join(folder, `tree-${seed}-${label}-${performance.now()}.iso`);
  await writeIsoFile(path, planIso(entries, { label, volumeTimestamp }), { durable: false });
  return { path, entries };
}

const pathsOf = (entries: readonly IsoEntry[]): string[] => entries.map((entry) => entry.path).toSorted();
const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

describe.skipIf(!isInstalled('isoinfo'))('isoinfo (skipped where genisoimage is not installed)', () => {
  it.each(seeds)('finds every Rock Ridge and Joliet name of tree %i', async (seed) => {
    const { path, entries } = await writeTree(seed);
    const files = new Set(pathsOf(entries));
    const list = (mode: string) =>
      run('isoinfo', [mode, '-f', '-i', path])
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.slice(1));
    expect(
      list('-R')
        .filter((name) => files.has(name))
        .toSorted(),
    ).toEqual([...files].toSorted());
    const isPlain = (name: string) => /^[\x20-\x7e]+$/.test(name);
    expect(
      list('-J')
        .filter((name) => files.has(name) && isPlain(name))
        .toSorted(),
    ).toEqual([...files].filter(isPlain).toSorted());
  });

  it('shows label, Joliet and Rock Ridge', async () => {
    const { path } = await writeTree(3, 'BUSBAR-TOOLS');
    const text = run('isoinfo', ['-d', '-i', path]);
    expect(text).toContain('Volume id: BUSBAR-TOOLS');
    expect(text).toContain('Joliet with UCS level 3 found');
    expect(text).toContain('Rock Ridge signatures version 1 found');
  });
});

describe.skipIf(!isInstalled('xorriso'))('xorriso (skipped where it is not installed)', () => {
  it.each(seeds)('extracts tree %i with the same contents and modes', async (seed) => {
    const { path, entries } = await writeTree(seed);
    const target = join(folder, `out-${seed}`);
    run('xorriso', ['-osirrox', 'on', '-indev', path, '-extract', '/', target]);
    const found = await readdir(target, { recursive: true, withFileTypes: true });
    const files = found
      .filter((item) => item.isFile())
      .map((item) => join(item.parentPath, item.name).slice(target.length + 1));
    expect(files.toSorted()).toEqual(pathsOf(entries));
    for (const entry of entries) {
      expect(Buffer.compare(await readFile(join(target, entry.path)), entry.content as Uint8Array)).toBe(0);
    }
    const modes = run('xorriso', ['-indev', path, '-find', '/', '-type', 'f', '-exec', 'lsdl']).split('\n');
    const executables = modes.filter((line) => line.startsWith('-r-xr-xr-x')).length;
    expect(executables).toBe(entries.filter((entry) => entry.mode === 0o555).length);
    run('chmod', ['-R', 'u+w', target]);
  });
});

describe.skipIf(!isInstalled('blkid'))('blkid (skipped where util-linux is not installed)', () => {
  it.each(['cidata', 'BUSBAR-TOOLS'])('reads the label %s', async (label) => {
    const { path } = await writeTree(7, label);
    const text = run('blkid', ['-p', '-o', 'export', path]);
    expect(text).toContain(`LABEL=${label}\n`);
    expect(text).toContain('TYPE=iso9660\n');
  });
});
