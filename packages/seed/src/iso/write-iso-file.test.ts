import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isoBytes } from '../testing/read-iso-plan.ts';
import { planIso } from './plan-iso.ts';
import { writeIsoFile } from './write-iso-file.ts';

const options = { label: 'cidata', volumeTimestamp: new Date('2025-01-02T03:04:05Z') };
const small = planIso([{ path: 'user-data', content: new TextEncoder().encode('#cloud-config\n') }], options);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'busbar-write-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function bigPlan(sizeBytes: number) {
  const source = join(folder, 'source.bin');
  await writeFile(source, Buffer.alloc(sizeBytes, 'abcdefg'));
  return { source, plan: planIso([{ path: 'big.bin', content: { sizeBytes, source } }], options) };
}

it('writes exactly the planned bytes and reports them', async () => {
  const progress: number[] = [];
  await writeIsoFile(join(folder, 'a.iso'), small, { onProgress: (written) => progress.push(written) });
  expect(Buffer.compare(await readFile(join(folder, 'a.iso')), await isoBytes(small))).toBe(0);
  expect(progress.at(-1)).toBe(small.sizeBytes);
  expect(await readdir(folder)).toEqual(['a.iso']);
});

it('streams a large file whole', async () => {
  const sizeBytes = 9 * 1024 * 1024 + 123;
  const { plan } = await bigPlan(sizeBytes);
  await writeIsoFile(join(folder, 'a.iso'), plan);
  const image = await readFile(join(folder, 'a.iso'));
  const start = plan.files[0]!.lba * 2048;
  expect(image.length).toBe(plan.sizeBytes);
  expect(Buffer.compare(image.subarray(start, start + sizeBytes), Buffer.alloc(sizeBytes, 'abcdefg'))).toBe(
    0,
  );
});

it('keeps small chunks of a source that reuses its buffer', async () => {
  async function* oneByOne(): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(1);
    for (const letter of 'hello') {
      buffer[0] = letter.charCodeAt(0);
      yield buffer;
    }
  }
  const plan = planIso([{ path: 'a', content: { sizeBytes: 5, source: 'letters' } }], options);
  await writeIsoFile(join(folder, 'a.iso'), plan, { openFile: oneByOne });
  const image = await readFile(join(folder, 'a.iso'));
  const start = plan.files[0]!.lba * 2048;
  expect(image.subarray(start, start + 5).toString()).toBe('hello');
});

it('leaves an existing file as it is', async () => {
  await writeFile(join(folder, 'a.iso'), 'precious');
  await expect(writeIsoFile(join(folder, 'a.iso'), small)).rejects.toMatchObject({ code: 'already-exists' });
  expect(await readFile(join(folder, 'a.iso'), 'utf8')).toBe('precious');
  expect(await readdir(folder)).toEqual(['a.iso']);
});

it.each([-1, 1])('refuses a source that changed its size by %i and leaves nothing', async (change) => {
  const { plan, source } = await bigPlan(10_000);
  await writeFile(source, Buffer.alloc(10_000 + change));
  await expect(writeIsoFile(join(folder, 'a.iso'), plan)).rejects.toMatchObject({ code: 'conflict' });
  expect(await readdir(folder)).toEqual(['source.bin']);
});

it('leaves nothing when it is aborted half-way', async () => {
  const { plan } = await bigPlan(20 * 1024 * 1024);
  const abort = new AbortController();
  const reason = new Error('cancelled by a test');
  const written = writeIsoFile(join(folder, 'a.iso'), plan, {
    signal: abort.signal,
    onProgress: () => abort.abort(reason),
  });
  await expect(written).rejects.toBe(reason);
  expect(await readdir(folder)).toEqual(['source.bin']);
});

it('says so when the folder is missing', async () => {
  await expect(writeIsoFile(join(folder, 'none', 'a.iso'), small)).rejects.toMatchObject({ code: 'ENOENT' });
});
