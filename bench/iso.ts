/** Seed and tools discs against genisoimage: a whole process there, a function call here. */
import { execFileSync, spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planIso } from '@busbar/seed/iso/plan-iso';
import { writeIsoFile } from '@busbar/seed/iso/write-iso-file';
import { seedFiles, seedLabel } from '@busbar/seed/seed-files';
import { type BenchRow, compared, Unmeasurable } from './support/bench-row.ts';
import { inFolder } from './support/in-folder.ts';
import { measureInTurn } from './support/measure-in-turn.ts';

const rounds = 9;
const bigSizeBytes = 100 * 1000 * 1000;

const documents = {
  metaData: 'instance-id: bench\nlocal-hostname: bench\n',
  userData: `#cloud-config\n${'# a line of an ordinary document\n'.repeat(80)}`,
  networkConfig: 'version: 2\nethernets: { eth0: { dhcp4: true } }\n',
};

/** Ours and theirs in turn, medians of nine rounds. */
export const runIsoBench = (): Promise<BenchRow[]> =>
  inFolder(async (folder) => {
    if (spawnSync('genisoimage', ['--version']).error !== undefined) {
      throw new Unmeasurable('genisoimage is not installed: apt-get install genisoimage');
    }
    const { seed, big } = await writeSources(folder);
    const small = await measureInTurn(
      {
        ours: () => timed(folder, (target) => write(target, null, false)),
        durable: () => timed(folder, (target) => write(target, null, true)),
        theirs: () => timed(folder, (target) => genisoimage(target, seed)),
      },
      rounds,
    );
    const large = await measureInTurn(
      {
        ours: () => timed(folder, (target) => write(target, big, false)),
        theirs: () => timed(folder, (target) => genisoimage(target, [...seed, big])),
      },
      rounds,
    );
    return [
      row('seed ISO, 3 text files', small, 0.5),
      row('ISO with a 100 MB file', large, 0.8),
      { name: 'seed ISO, 3 text files, with fsync', value: small.durable, unit: 'ms' },
    ];
  });

async function writeSources(folder: string): Promise<{ seed: readonly string[]; big: string }> {
  const files = seedFiles(documents);
  for (const { path, content } of files) await writeFile(join(folder, path), content as Uint8Array);
  const big = join(folder, 'big.bin');
  await writeFile(big, Buffer.alloc(bigSizeBytes, 'busbar'));
  return { seed: files.map(({ path }) => join(folder, path)), big };
}

async function write(target: string, big: string | null, isDurable: boolean): Promise<void> {
  const extra = big === null ? [] : [{ path: 'big.bin', content: { sizeBytes: bigSizeBytes, source: big } }];
  const plan = planIso([...seedFiles(documents), ...extra], {
    label: seedLabel,
    volumeTimestamp: new Date(0),
  });
  await writeIsoFile(target, plan, { durable: isDurable });
}

async function genisoimage(target: string, sources: readonly string[]): Promise<void> {
  const args = ['-quiet', '-J', '-R', '-V', seedLabel, '-o', target, ...sources];
  execFileSync('genisoimage', args, { stdio: 'ignore' });
}

async function timed(folder: string, work: (target: string) => Promise<void>): Promise<number> {
  const target = join(folder, 'disc.iso');
  const begin = performance.now();
  await work(target);
  const elapsed = performance.now() - begin;
  await rm(target);
  return elapsed;
}

const row = (name: string, { ours, theirs }: { ours: number; theirs: number }, atMost: number): BenchRow =>
  compared({ name, unit: 'ms', ours, peer: { name: 'genisoimage', value: theirs }, target: { atMost } });
