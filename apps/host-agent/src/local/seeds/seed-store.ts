/**
 * The seeds that clients of the local protocol keep on this host, one folder each:
 *
 *     <cloud>/<instance>/metadata.yml   what it was made from
 *     <cloud>/<instance>/seed-data/     meta-data, user-data, network-config, vendor-data; a client may write them itself
 *     <cloud>/<instance>/seed.iso       the disc
 *
 * They hold keys and perhaps passwords, so everything is for the agent's account alone. The seeds of jobs are
 * elsewhere and end with their job.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { seedFileNames } from '@busbar/seed/seed-files';
import {
  documentLimitBytes,
  type SeedDocumentName,
  type SeedDocuments,
} from '@busbar/shared/domain/template';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { KeyedMutex } from '../../hypervisor/vms/keyed-mutex.ts';
import { writeSeedIso } from '../../seeds/write-seed-iso.ts';
import { writeFileDurably } from '../../storage/write-file-durably.ts';
import { decodeMetadata, encodeMetadata, type SeedMetadata } from './seed-metadata.ts';

/** A name of a folder and nothing else: no separators, no `..`, nothing hidden. */
export const InstanceName = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,62}$/,
    'Use at most 63 letters, digits, dots, hyphens and underscores.',
  );

export type Seed = {
  readonly instanceName: string;
  readonly folder: string;
  /** Null while there is no disc. */
  readonly iso: { readonly path: string; readonly sizeBytes: number; readonly updatedAt: number } | null;
  /** Null for a folder that someone else wrote without one. */
  readonly metadata: SeedMetadata | null;
};

/** In a list: more would be an answer that nobody reads. */
const seedLimit = 10_000;
const documentNames = Object.keys(seedFileNames) as readonly SeedDocumentName[];

export class SeedStore {
  readonly #folder: string;
  readonly #turns = new KeyedMutex();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** By name. */
  async list(): Promise<readonly Seed[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const names = (await readdir(this.#folder, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory() && InstanceName.safeParse(entry.name).success)
      .map(({ name }) => name)
      .sort();
    if (names.length > seedLimit) {
      throw new AppError('too-large', `${this.#folder} has more than ${seedLimit} seeds.`);
    }
    const seeds = [];
    for (const name of names) seeds.push(await this.#read(name));
    return seeds;
  }

  /** @throws `not-found` */
  async get(instanceName: string): Promise<Seed> {
    const seed = await this.find(instanceName);
    if (seed !== null) return seed;
    throw new AppError('not-found', `There is no seed named ${instanceName} on this host.`);
  }

  async find(instanceName: string): Promise<Seed | null> {
    const isThere = await stat(this.#folderOf(instanceName)).then(
      (found) => found.isDirectory(),
      () => false,
    );
    return isThere ? this.#read(instanceName) : null;
  }

  isoPathOf = (instanceName: string): string => join(this.#folderOf(instanceName), 'seed.iso');

  /** Writes rendered documents and what they were made from; the disc is made by `build`. */
  write(instanceName: string, documents: SeedDocuments, metadata: SeedMetadata): Promise<void> {
    return this.#turns.run(instanceName, async () => {
      const folder = this.#folderOf(instanceName);
      const data = join(folder, 'seed-data');
      await rm(data, { recursive: true, force: true });
      await mkdir(data, { recursive: true, mode: 0o700 });
      for (const name of documentNames) {
        const text = documents[name];
        if (text !== undefined) await writeFileDurably(join(data, seedFileNames[name]), text);
      }
      await writeFileDurably(join(folder, 'metadata.yml'), encodeMetadata(metadata));
    });
  }

  /** The documents as they are now. @throws `not-found` when it has none. */
  async documents(instanceName: string): Promise<SeedDocuments> {
    const folder = join(this.#folderOf(instanceName), 'seed-data');
    const texts = await Promise.all(
      documentNames.map((name) => readDocument(join(folder, seedFileNames[name]))),
    );
    const found = Object.fromEntries(
      documentNames.flatMap((name, index) => (texts[index] == null ? [] : [[name, texts[index]]])),
    );
    const { metaData, userData, ...others } = found as Partial<SeedDocuments>;
    if (metaData !== undefined && userData !== undefined) return { metaData, userData, ...others };
    throw new AppError(
      'not-found',
      `${folder} needs a meta-data and a user-data file before a seed can be made of it.`,
    );
  }

  /** Makes the disc of the documents as they are now, in place of an earlier one. Returns its path. */
  build(instanceName: string, signal: AbortSignal): Promise<string> {
    return this.#turns.run(instanceName, async () => {
      const path = this.isoPathOf(instanceName);
      const documents = await this.documents(instanceName);
      await writeSeedIso(path, documents, { signal, replaces: true });
      return path;
    });
  }

  /** The disc's bytes in pieces, and their number and SHA-256 at the end. @throws `not-found` without a disc. */
  async *read(
    instanceName: string,
    chunkBytes: number,
  ): AsyncGenerator<Buffer, { sizeBytes: number; sha256: string }> {
    await using file = await openIso(this.isoPathOf(instanceName), instanceName);
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, sizeBytes);
      if (bytesRead === 0) return { sizeBytes, sha256: hash.digest('hex') };
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      sizeBytes += bytesRead;
      yield chunk;
    }
  }

  /** Takes the seed away whole. */
  remove(instanceName: string): Promise<void> {
    return this.#turns.run(instanceName, () =>
      rm(this.#folderOf(instanceName), { recursive: true, force: true }),
    );
  }

  async #read(instanceName: string): Promise<Seed> {
    const folder = this.#folderOf(instanceName);
    const path = this.isoPathOf(instanceName);
    const file = await stat(path).catch(() => null);
    const metadata = await readDocument(join(folder, 'metadata.yml'));
    return {
      instanceName,
      folder,
      iso: file === null ? null : { path, sizeBytes: file.size, updatedAt: file.mtimeMs },
      metadata: metadata === null ? null : decodeMetadata(metadata),
    };
  }

  #folderOf = (instanceName: string): string => join(this.#folder, InstanceName.parse(instanceName));
}

/** Null when there is no such file. @throws `too-large` */
async function readDocument(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  if (found.size > documentLimitBytes) throw new AppError('too-large', `${path} has more than 1 MiB.`);
  return readFile(path, 'utf8');
}

async function openIso(path: string, instanceName: string) {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw new AppError('not-found', `The seed ${instanceName} has no disc; create or rebuild it.`, { cause });
  }
}
