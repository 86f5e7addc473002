/** Seed and tools discs against genisoimage: a whole process there, a function call here. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planIso } from '../src/iso/plan-iso.ts';
import { writeIsoFile } from '../src/iso/write-iso-file.ts';
import { seedFiles, seedLabel } from '../src/seed-files.ts';

export type BenchRow = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: { readonly name: string; readonly value: number };
  readonly ratio?: number;
  readonly target?: string;
  readonly ok?: boolean;
};

const rounds = 9;
const bigSizeBytes = 100 * 1000 * 1000;

const documents = {
  metaData: 'instance-id: bench\nlocal-hostname: bench\n',
  userData: `#cloud-config\n${'# a line of an ordinary document\n'.repeat(80)}`,
  networkConfig: 'version: 2\nethernets: { eth0: { dhcp4: true } }\n',
};

/** Medians of nine rounds, ours and theirs in turn so that a noisy machine disturbs both alike. */
export async function runIsoBench(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-iso-bench-'));
  try {
    const paths = await writeSources(folder);
    const small = await compare(folder, [...paths.seed], null);
    const large = await compare(folder, [...paths.seed, paths.big], paths.big);
    return [
      row('seed ISO, 3 text files', small, 0.5),
      row('ISO with a 100 MB file', large, 0.8),
      { name: 'seed ISO, 3 text files, with fsync', value: await durable(folder), unit: 'ms' },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeSources(folder: string): Promise<{ seed: readonly string[]; big: string }> {
  const files = seedFiles(documents);
  for (const { path, content } of files) await writeFile(join(folder, path), content as Uint8Array);
  const big = join(folder, 'big.bin');
  await writeFile(big, Buffer.alloc(bigSizeBytes, 'busbar'));
  return { seed: files.map(({ path }) => join(folder, path)), big };
}

type Pair = { readonly ours: number; readonly theirs: number | null };

async function compare(folder: string, sources: string[], big: string | null): Promise<Pair> {
  const hasPeer = spawnSync('genisoimage', ['--version']).error === undefined;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await timed(folder, (target) => write(target, big, false)));
    const args = ['-quiet', '-J', '-R', '-V', seedLabel];
    if (hasPeer) {
      theirs.push(
        await timed(folder, async (target) => {
          execFileSync('genisoimage', [...args, '-o', target, ...sources], { stdio: 'ignore' });
        }),
      );
    }
  }
  return { ours: median(ours), theirs: hasPeer ? median(theirs) : null };
}

async function durable(folder: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++)
    times.push(await timed(folder, (path) => write(path, null, true)));
  return median(times);
}

async function write(target: string, big: string | null, isDurable: boolean): Promise<void> {
  const extra = big === null ? [] : [{ path: 'big.bin', content: { sizeBytes: bigSizeBytes, source: big } }];
  const plan = planIso([...seedFiles(documents), ...extra], {
    label: seedLabel,
    volumeTimestamp: new Date(0),
  });
  await writeIsoFile(target, plan, { durable: isDurable });
}

async function timed(folder: string, work: (target: string) => Promise<void>): Promise<number> {
  const target = join(folder, 'disc.iso');
  const begin = performance.now();
  await work(target);
  const elapsed = performance.now() - begin;
  await rm(target);
  return elapsed;
}

const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;

function row(name: string, { ours, theirs }: Pair, limit: number): BenchRow {
  if (theirs === null) return { name: `${name} (genisoimage is not installed)`, value: ours, unit: 'ms' };
  const ratio = ours / theirs;
  const peer = { name: 'genisoimage', value: theirs };
  return { name, value: ours, unit: 'ms', peer, ratio, target: `≤ ${limit}×`, ok: ratio <= limit };
}
