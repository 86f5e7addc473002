/**
 * Whether the disk of an image is still what its record says. Reading it takes seconds to minutes, so what was read is
 * remembered with the file's size, time of change and number: a disk is read anew only after it was written to. What
 * changes a disk and hides that (a bad block, a program that sets the time back) is found by *Verify*.
 */
import type { BigIntStats } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostImage } from '@busbar/shared/protocol/host-facts';
import { z } from 'zod';
import type { Progress } from '../hypervisor/driver.ts';
import { KeyedMutex } from '../hypervisor/vms/keyed-mutex.ts';
import { readJson, writeJson } from '../hypervisor/vms/write-json.ts';
import { sumFile } from '../storage/sum-file.ts';

/** What was read of a disk, and which disk that was. */
const DiskSum = z.object({
  sha256: z.string(),
  sizeBytes: z.string(),
  changedNs: z.string(),
  fileNumber: z.string(),
  at: z.number(),
});
type DiskSum = z.infer<typeof DiskSum>;

/** A disk, and what the record of its image says of it. */
export type DiskOfImage = { readonly name: string; readonly path: string; readonly sha256: string };

/** Where it is remembered what was read of a disk. */
export const sumRecordOf = (path: string): string => `${path}.sum.json`;
/** Of folders that are not ours to write to, such as a share. */
const readOnlyCodes = ['EPERM', 'EACCES', 'EROFS'];

export class DiskSums {
  readonly #nowMs: () => number;
  readonly #known = new Map<string, DiskSum>();
  /** Many VMs that are made at once from one image wait for one reading. */
  readonly #turns = new KeyedMutex();

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** What is known without reading the disk. */
  async look({ path, sha256 }: DiskOfImage): Promise<NonNullable<HostImage['check']>> {
    const facts = await statOf(path);
    if (facts === null) return { state: 'damaged', at: null };
    const known = await this.#find(path, facts);
    if (known === null) return { state: 'unverified', at: null };
    return { state: known.sha256 === sha256 ? 'verified' : 'damaged', at: known.at };
  }

  /** @throws AppError `precondition-failed` for a disk that is damaged or gone. */
  requireIntact(disk: DiskOfImage, progress: Progress, signal: AbortSignal): Promise<void> {
    return this.#turns.run(disk.path, async () => {
      const facts = await statOf(disk.path);
      const known = facts === null ? null : await this.#find(disk.path, facts);
      if (known === null && facts !== null)
        refuseDamaged(disk, await this.#read(disk.path, facts, progress, signal));
      else refuseDamaged(disk, known);
    });
  }

  /** As `requireIntact`, but reads the disk whatever is remembered of it. */
  verify(disk: DiskOfImage, progress: Progress, signal: AbortSignal): Promise<void> {
    return this.#turns.run(disk.path, async () => {
      const facts = await statOf(disk.path);
      refuseDamaged(disk, facts === null ? null : await this.#read(disk.path, facts, progress, signal));
    });
  }

  /** Reads a disk that no record tells of yet. */
  async sum(path: string, progress: Progress, signal: AbortSignal): Promise<string> {
    const facts = await stat(path, { bigint: true });
    return (await this.#read(path, facts, progress, signal)).sha256;
  }

  /** Of a disk that goes. */
  async forget(path: string): Promise<void> {
    this.#known.delete(path);
    await rm(sumRecordOf(path), { force: true });
  }

  async #find(path: string, facts: BigIntStats): Promise<DiskSum | null> {
    const known = this.#known.get(path);
    if (known !== undefined && isOf(known, facts)) return known;
    const written = await readJson(sumRecordOf(path), DiskSum).catch((error: unknown) => {
      // A damaged note of what was read is no more than none.
      if (error instanceof AppError) return null;
      throw error;
    });
    if (written === null || !isOf(written, facts)) return null;
    this.#known.set(path, written);
    return written;
  }

  async #read(path: string, facts: BigIntStats, progress: Progress, signal: AbortSignal): Promise<DiskSum> {
    let done = 0;
    const onBytes = (count: number): void => {
      done += count;
      progress(done, Number(facts.size));
    };
    const sum = { sha256: await sumFile(path, onBytes, signal), ...identityOf(facts), at: this.#nowMs() };
    this.#known.set(path, sum);
    await writeJson(sumRecordOf(path), sum).catch((error: NodeJS.ErrnoException) => {
      if (!readOnlyCodes.includes(error.code ?? '')) throw error;
    });
    return sum;
  }
}

async function statOf(path: string): Promise<BigIntStats | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const identityOf = (facts: BigIntStats): Pick<DiskSum, 'sizeBytes' | 'changedNs' | 'fileNumber'> => ({
  sizeBytes: String(facts.size),
  changedNs: String(facts.mtimeNs),
  fileNumber: String(facts.ino),
});

const isOf = (sum: DiskSum, facts: BigIntStats): boolean =>
  Object.entries(identityOf(facts)).every(([key, value]) => sum[key as keyof DiskSum] === value);

function refuseDamaged({ name, sha256 }: DiskOfImage, sum: DiskSum | null): void {
  if (sum?.sha256 === sha256) return;
  const what = sum === null ? 'its disk is gone' : 'its disk is not what it was when the image was made';
  throw new AppError('precondition-failed', `The image ${name} is damaged: ${what}.`, {
    userMessage: `The image “${name}” on this host is damaged: ${what}. No VM is made from it. Remove it and import it again.`,
    details: { image: name, expected: sha256, found: sum?.sha256 ?? null },
  });
}
