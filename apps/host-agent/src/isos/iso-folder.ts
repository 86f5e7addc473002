/** ISO files for VMs, which whoever administers this host has put there: `isos` in the state folder. */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { IsoName, isoLimit } from '@busbar/shared/domain/iso';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostIso } from '@busbar/shared/protocol/asked-of-host';
import { checkIso, isInside } from './check-iso.ts';

export class IsoFolder {
  readonly path: string;
  readonly #stateFolder: string;

  constructor(stateFolder: string) {
    this.path = join(stateFolder, 'isos');
    this.#stateFolder = stateFolder;
  }

  /** By name; whether they are discs is looked at when one is used. @throws `too-large` */
  async list(): Promise<readonly HostIso[]> {
    await this.make();
    const names = (await readdir(this.path)).filter((name) => IsoName.safeParse(name).success);
    if (names.length > isoLimit) throw this.#tooMany(names.length);
    const isos = await Promise.all(names.map((name) => this.#look(name)));
    return isos.filter((iso) => iso !== null).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Where it is, its links resolved. @throws `not-found`, `forbidden`, `invalid-input` */
  async find(name: string): Promise<string> {
    const parsed = IsoName.safeParse(name);
    if (!parsed.success)
      throw new AppError('invalid-input', parsed.error.issues[0]?.message ?? 'No such name.');
    return checkIso(join(this.path, name), { stateFolder: this.#stateFolder, discFolders: [this.path] });
  }

  /** Whether a disc is one that the agent has made, such as a seed. Pure. */
  isOfAgent(path: string): boolean {
    return isInside(path, this.#stateFolder) && !isInside(path, this.path);
  }

  async make(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
  }

  /** Null for what is no file, or is gone by now. */
  async #look(name: string): Promise<HostIso | null> {
    const path = join(this.path, name);
    const facts = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    return facts?.isFile() ? { name, sizeBytes: facts.size } : null;
  }

  #tooMany(count: number): AppError {
    return new AppError('too-large', `${this.path} has ${count} ISOs.`, {
      userMessage: `${this.path} on this host has ${count} ISO files, and a list has at most ${isoLimit}. Move some of them elsewhere.`,
    });
  }
}
