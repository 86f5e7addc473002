/**
 * The disc that carries the guest agent into VMs, so that no network is needed to install it: one for Linux and, where this
 * host has it, one for Windows. It is made once for each release, not for each VM.
 */
import type { Stats } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { planIso } from '@busbar/seed/iso/plan-iso';
import { writeIsoFile } from '@busbar/seed/iso/write-iso-file';
import { defaultToolsLabel } from '@busbar/seed/templates/agent-bootcmd';
import { agentExecutable } from '@busbar/seed/templates/agent-script';
import { windowsInstaller } from '@busbar/seed/templates/windows-agent';

export type ToolsDiscDeps = {
  /** Only tools discs are in it. */
  readonly folder: string;
  readonly guestExecutable: string;
  /** As the agent's script looks for it, such as `linux-x64`. */
  readonly platform: string;
  /** What a Windows guest gets: the executable with what it needs and its installer. Default: null. */
  readonly windowsGuestFolder?: string | null;
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
    const { folder } = this.#deps;
    const files = [...(await this.#linuxFiles()), ...(await this.#windowsFiles())];
    const sizeBytes = files.reduce((sum, { facts }) => sum + facts.size, 0);
    const newest = new Date(Math.max(...files.map(({ facts }) => facts.mtimeMs)));
    const name = `tools-${sizeBytes}-${newest.getTime()}.iso`;
    const path = join(folder, name);
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const known = await readdir(folder);
    if (known.includes(name)) return path;
    const entries = files.map(({ place, source, facts }) => {
      return { path: place, content: { sizeBytes: facts.size, source }, mode: 0o555 };
    });
    const plan = planIso(entries, { label: defaultToolsLabel, volumeTimestamp: newest });
    await writeIsoFile(path, plan, { signal });
    // Of earlier releases; a VM that has one attached keeps the open file.
    for (const old of known) await rm(join(folder, old), { force: true });
    return path;
  }

  async #linuxFiles(): Promise<readonly DiscFile[]> {
    const { guestExecutable: source, platform } = this.#deps;
    return [{ place: `${platform}/${agentExecutable}`, source, facts: await stat(source) }];
  }

  async #windowsFiles(): Promise<readonly DiscFile[]> {
    const { windowsGuestFolder = null } = this.#deps;
    if (windowsGuestFolder === null) return [];
    const names = (await readdir(windowsGuestFolder, { recursive: true })).toSorted();
    const all = await Promise.all(
      names.map(async (name) => {
        const source = join(windowsGuestFolder, name);
        const place = `${dirname(windowsInstaller)}/${name.replaceAll('\\', '/')}`;
        return { place, source, facts: await stat(source) };
      }),
    );
    return all.filter(({ facts }) => facts.isFile());
  }
}

type DiscFile = { readonly place: string; readonly source: string; readonly facts: Stats };
