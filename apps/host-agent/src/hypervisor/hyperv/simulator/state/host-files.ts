/**
 * The files of a simulated host. What it makes is a small marker file with a JSON text: a real file where the
 * path is one of this machine's, so that copying, hashing and deleting are real; a record of the host's own where
 * the path is a Windows one. Files that it did not make (an ISO, a real VHDX) are only read, copied and moved.
 */
import {
  constants,
  copyFile,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { isLocalPath, pathKey } from './host-path.ts';

export const VirtualFiles = z.record(z.string(), z.object({ path: z.string(), text: z.string() }));
export type VirtualFiles = z.infer<typeof VirtualFiles>;

/** Markers hold a VM's whole configuration with its checkpoints; nothing larger is one. */
const markerLimitBytes = 4 * 1024 * 1024;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code;
const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '');

export class HostFiles {
  readonly #virtual: Map<string, { readonly path: string; readonly text: string }>;
  readonly #onChange: () => void;

  constructor(virtual: VirtualFiles, onChange: () => void) {
    this.#virtual = new Map(Object.entries(virtual));
    this.#onChange = onChange;
  }

  toRecord(): VirtualFiles {
    return Object.fromEntries(this.#virtual);
  }

  /** Bytes of the file itself; `null` when there is no such file. */
  async sizeOf(path: string): Promise<number | null> {
    if (!isLocalPath(path)) return this.#virtual.get(pathKey(path))?.text.length ?? null;
    try {
      const facts = await stat(path);
      return facts.isFile() ? facts.size : null;
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
  }

  /** The text of a marker, or `null` when there is no such file or it is too large to be one. */
  async readText(path: string): Promise<string | null> {
    if (!isLocalPath(path)) return this.#virtual.get(pathKey(path))?.text ?? null;
    const bytes = await this.read(path, 0, markerLimitBytes);
    return bytes?.toString('utf8') ?? null;
  }

  /** Up to `length` bytes at `position`; `null` when there is no such file. */
  async read(path: string, position: number, length: number): Promise<Buffer | null> {
    if (!isLocalPath(path)) {
      const file = this.#virtual.get(pathKey(path));
      return file === undefined ? null : Buffer.from(file.text).subarray(position, position + length);
    }
    try {
      await using file = await open(path, 'r');
      const { size } = await file.stat();
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - position)));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      if (isAbsent(error) || codeOf(error) === 'EISDIR') return null;
      throw error;
    }
  }

  /** Makes the folder too, as Hyper-V does. Replaces what is there. */
  async write(path: string, text: string): Promise<void> {
    if (!isLocalPath(path)) {
      this.#virtual.set(pathKey(path), { path, text });
      this.#onChange();
      return;
    }
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }

  async remove(path: string): Promise<void> {
    if (isLocalPath(path)) return rm(path, { force: true });
    if (this.#virtual.delete(pathKey(path))) this.#onChange();
  }

  async copy(from: string, to: string): Promise<void> {
    if (isLocalPath(from) && isLocalPath(to)) {
      await mkdir(dirname(to), { recursive: true });
      await copyFile(from, to, constants.COPYFILE_FICLONE);
      return;
    }
    const text = await this.readText(from);
    if (text !== null) await this.write(to, text);
  }

  async move(from: string, to: string): Promise<void> {
    if (isLocalPath(from) && isLocalPath(to)) {
      await mkdir(dirname(to), { recursive: true });
      try {
        await rename(from, to);
        return;
      } catch (error) {
        // Another file system: copied and removed below.
        if (codeOf(error) !== 'EXDEV') throw error;
      }
    }
    await this.copy(from, to);
    await this.remove(from);
  }

  /** Takes a folder away when nothing is left in it. */
  async removeEmptyFolder(path: string): Promise<void> {
    if (!isLocalPath(path)) return;
    try {
      await rmdir(path);
    } catch (error) {
      if (!isAbsent(error) && codeOf(error) !== 'ENOTEMPTY') throw error;
    }
  }

  async isFolderEmpty(path: string): Promise<boolean> {
    if (!isLocalPath(path)) {
      const prefix = `${pathKey(path)}\\`;
      return ![...this.#virtual.keys()].some((key) => key.startsWith(prefix));
    }
    try {
      return (await readdir(path)).length === 0;
    } catch (error) {
      if (isAbsent(error)) return true;
      throw error;
    }
  }
}
