/** Disks to be imported, which whoever administers this host has put there: `disk-files` in the state folder. */
import { mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DiskFileName, diskFileLimit } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import type { DiskFile, DiskFileList } from '@busbar/shared/protocol/asked-of-host';
import { isInside } from '../../isos/check-iso.ts';

export class DiskFolder {
  readonly path: string;
  readonly #stateFolder: string;

  constructor(stateFolder: string) {
    this.path = join(stateFolder, 'disk-files');
    this.#stateFolder = stateFolder;
  }

  async make(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
  }

  /** By name. @throws `too-large` */
  async list(): Promise<DiskFileList> {
    await this.make();
    const names = (await readdir(this.path)).filter((name) => DiskFileName.safeParse(name).success);
    if (names.length > diskFileLimit) throw this.#tooMany(names.length);
    const files = await Promise.all(names.map((name) => this.#look(name)));
    return {
      folder: this.path,
      files: files.filter((file) => file !== null).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    };
  }

  /** Where it is, its links resolved: none of the agent's own files. @throws `not-found`, `forbidden`, `invalid-input` */
  async find(name: string): Promise<string> {
    const parsed = DiskFileName.safeParse(name);
    if (!parsed.success) throw new AppError('invalid-input', 'This is not the name of a file.');
    const path = await realpath(join(this.path, name)).catch((cause: unknown) => {
      throw new AppError('not-found', `There is no file “${name}” in ${this.path}.`, { cause });
    });
    const isOwn =
      isInside(path, await realpath(this.#stateFolder)) && !isInside(path, await realpath(this.path));
    if (isOwn) throw new AppError('forbidden', `“${name}” is a link to a file of the host agent.`);
    if (!(await stat(path)).isFile()) throw new AppError('invalid-input', `“${name}” is no file.`);
    return path;
  }

  /** Null for what is no file, or is gone by now. */
  async #look(name: string): Promise<DiskFile | null> {
    const facts = await stat(join(this.path, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    return facts?.isFile() ? { name, sizeBytes: facts.size } : null;
  }

  #tooMany(count: number): AppError {
    return new AppError('too-large', `${this.path} has ${count} files.`, {
      userMessage: `${this.path} on this host has ${count} files, and a list has at most ${diskFileLimit}. Move some of them elsewhere.`,
    });
  }
}
