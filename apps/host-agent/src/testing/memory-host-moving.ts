/** Moves of the test hypervisor: to it another host is a folder, into which a VM goes by one rename. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmDestination } from '@busbar/shared/jobs/vm-move';
import type { Progress } from '../hypervisor/driver.ts';
import type { HostMove, HostMoving } from '../hypervisor/host-moving.ts';

export type MemoryHostMovingDeps = {
  /** The VM's own, which need not be there. */
  readonly folderOf: (vmId: string) => string;
  readonly isHere: (vmId: string) => Promise<boolean>;
  readonly hasFullDisk: () => boolean;
  /** Its process here ends, and nobody calls that a power-off. */
  readonly leave: (vmId: string) => Promise<void>;
  readonly say: (what: string) => Promise<void>;
  readonly checkpoint: (name: string) => void;
};

/** Where a process may be killed: nothing has gone, all has gone. */
export const halfGone = 'move-vm:half';
export const justGone = 'move-vm:gone';
const bytes = 8;

export class MemoryHostMoving implements HostMoving {
  /** Set by tests of a cancel: before the VM goes, and after it has gone. */
  hangs: 'no' | 'before' | 'after' = 'no';
  /** Set by tests: what it leaves cannot be removed. */
  keepsLeftovers = false;
  readonly #deps: MemoryHostMovingDeps;

  constructor(deps: MemoryHostMovingDeps) {
    this.#deps = deps;
  }

  async check(vmId: string, { hostName, freeBytes }: VmDestination): Promise<HostMove> {
    if (!(await this.#deps.isHere(vmId))) throw new AppError('not-found', 'There is no such VM.');
    if (freeBytes < bytes)
      throw new AppError('insufficient-storage', `${hostName} has no room. Nothing was moved.`);
    return { bytes, parents: [this.#leftover(vmId)] };
  }

  async move(vmId: string, to: VmDestination, progress: Progress, signal: AbortSignal): Promise<void> {
    if (!(await this.#deps.isHere(vmId))) return;
    progress(bytes / 2, bytes);
    this.#deps.checkpoint(halfGone);
    if (this.#deps.hasFullDisk()) throw new AppError('insufficient-storage', 'There is no room for the VM.');
    if (this.hangs === 'before') await delay(2 ** 31 - 1, undefined, { signal });
    await this.#deps.leave(vmId);
    await mkdir(dirname(to.folder), { recursive: true });
    await writeFile(this.#leftover(vmId), '');
    await rename(this.#deps.folderOf(vmId), to.folder);
    await this.#deps.say('move-vm');
    this.#deps.checkpoint(justGone);
    if (this.hangs === 'after') await delay(2 ** 31 - 1, undefined, { signal });
  }

  isHere(vmId: string): Promise<boolean> {
    return this.#deps.isHere(vmId);
  }

  async letGo(vmId: string, parents: readonly string[]): Promise<readonly string[]> {
    if (await this.#deps.isHere(vmId)) throw new AppError('precondition-failed', 'The VM is still here.');
    if (this.keepsLeftovers) throw new AppError('forbidden', 'The files are somebody else’s.');
    for (const path of parents) await rm(path, { force: true });
    return [];
  }

  /** Beside the VM's folder. */
  #leftover = (vmId: string): string =>
    `${dirname(dirname(this.#deps.folderOf(vmId)))}/left-of-${basename(vmId)}`;
}
