/**
 * Keeps a host's records in a folder: `host.json`, `files.json` (its Windows files) and `machines/<id>.json`. What
 * changed is written before a call is answered, so that a kill loses nothing that was answered.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { VirtualFiles } from '../state/host-files.ts';
import { HostRecord, Vm } from '../state/model.ts';

export type StoredHost = {
  readonly record: HostRecord;
  readonly files: VirtualFiles;
  readonly vms: readonly Vm[];
};

export class HostStore {
  readonly #folder: string;
  /** What to write next, by file; null takes the file away. */
  readonly #dirty = new Map<string, (() => unknown) | null>();
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param fallback the record of a host that was never seen. */
  async load(fallback: HostRecord): Promise<StoredHost> {
    await mkdir(join(this.#folder, 'machines'), { recursive: true, mode: 0o700 });
    const names = (await readdir(join(this.#folder, 'machines'))).filter((name) => name.endsWith('.json'));
    const vms = await Promise.all(names.map((name) => this.#read(join('machines', name), Vm)));
    return {
      record: (await this.#read('host.json', HostRecord)) ?? fallback,
      files: (await this.#read('files.json', VirtualFiles)) ?? {},
      vms: vms.filter((vm) => vm !== null).toSorted((one, other) => one.createdAt - other.createdAt),
    };
  }

  vmChanged(vm: Vm): void {
    this.#dirty.set(join('machines', `${vm.id}.json`), () => vm);
  }

  vmGone(vmId: string): void {
    this.#dirty.set(join('machines', `${vmId}.json`), null);
  }

  recordChanged(record: HostRecord): void {
    this.#dirty.set('host.json', () => record);
  }

  filesChanged(files: () => VirtualFiles): void {
    this.#dirty.set('files.json', files);
  }

  /** Everything that changed until now is on disk afterwards. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(
      () => this.#write(),
      () => this.#write(),
    );
    return this.#writing;
  }

  async #write(): Promise<void> {
    const changes = [...this.#dirty];
    this.#dirty.clear();
    for (const [name, value] of changes) {
      try {
        await this.#put(join(this.#folder, name), value);
      } catch (error) {
        // Tried again with the next change; what changed since is newer.
        for (const [left, change] of changes) if (!this.#dirty.has(left)) this.#dirty.set(left, change);
        throw error;
      }
    }
  }

  async #put(path: string, value: (() => unknown) | null): Promise<void> {
    if (value === null) return rm(path, { force: true });
    await writeFile(`${path}.partial`, JSON.stringify(value()));
    await rename(`${path}.partial`, path);
  }

  async #read<Schema extends z.ZodType>(name: string, schema: Schema): Promise<z.output<Schema> | null> {
    try {
      return schema.parse(JSON.parse(await readFile(join(this.#folder, name), 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new Error(`The simulator's record ${join(this.#folder, name)} is damaged.`, { cause: error });
    }
  }
}
