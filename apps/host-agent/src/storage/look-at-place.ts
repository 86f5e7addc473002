import { access, constants, mkdir, stat } from 'node:fs/promises';
import { toAppError } from '@busbar/shared/errors/app-error';
import type { HostPlace } from '@busbar/shared/protocol/asked-of-host';
import type { FreeBytes } from '../hypervisor/vms/free-bytes.ts';

export type PlaceOptions = {
  readonly name: string;
  readonly path: string;
  /** In the agent's own state: made when it is needed. Any other must be there, or a share is not mounted. */
  readonly isOwn: boolean;
  readonly freeBytes: FreeBytes;
  /** Of the host's configuration, which names it. */
  readonly variable: string;
};

/** How it stands. Never throws. */
export async function lookAtPlace(options: PlaceOptions): Promise<HostPlace> {
  const { name, path, isOwn, freeBytes, variable } = options;
  try {
    if (isOwn) await mkdir(path, { recursive: true, mode: 0o700 });
    if (!(await stat(path)).isDirectory()) throw new Error('it is no folder');
    await access(path, constants.R_OK | constants.W_OK);
    return { name, path, freeBytes: await freeBytes(path), problem: null };
  } catch (error) {
    const problem = `${path} ${whyNot(error)}. Mount it, or correct ${variable} on the host.`;
    return { name, path, freeBytes: null, problem: problem.slice(0, 1024) };
  }
}

const whyNot = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code === 'ENOENT'
    ? 'is not there'
    : `cannot be used: ${toAppError(error).message}`;
