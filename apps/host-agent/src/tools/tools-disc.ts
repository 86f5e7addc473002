/** The disc that carries the guest agent into VMs, so that no network is needed to install it. */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { planIso } from '@busbar/seed/iso/plan-iso';
import { writeIsoFile } from '@busbar/seed/iso/write-iso-file';
import { defaultToolsLabel } from '@busbar/seed/templates/agent-bootcmd';
import { agentExecutable } from '@busbar/seed/templates/agent-script';

export type ToolsDiscDeps = {
  /** Only tools discs are in it. */
  readonly folder: string;
  readonly guestExecutable: string;
  /** As the agent's script looks for it, such as `linux-x64`. */
  readonly platform: string;
};

export class ToolsDisc {
  readonly #deps: ToolsDiscDeps;
  #made: Promise<string> | null = null;

  constructor(deps: ToolsDiscDeps) {
    this.#deps = deps;
  }

  /** The disc's path; it is made on first use and after the executable has changed. */
  async path(signal: AbortSignal): Promise<string> {
    this.#made ??= this.#make(signal);
    try {
      return await this.#made;
    } catch (error) {
      this.#made = null;
      throw error;
    }
  }

  async #make(signal: AbortSignal): Promise<string> {
    const { folder, guestExecutable, platform } = this.#deps;
    const { size, mtimeMs, mtime } = await stat(guestExecutable);
    const name = `tools-${size}-${Math.round(mtimeMs)}.iso`;
    const path = join(folder, name);
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const known = await readdir(folder);
    if (known.includes(name)) return path;
    const content = { sizeBytes: size, source: guestExecutable };
    const entry = { path: `${platform}/${agentExecutable}`, content, mode: 0o555 };
    const plan = planIso([entry], { label: defaultToolsLabel, volumeTimestamp: mtime });
    await writeIsoFile(path, plan, { signal });
    // Of earlier releases; a VM that has one attached keeps the open file.
    for (const old of known) await rm(join(folder, old), { force: true });
    return path;
  }
}
