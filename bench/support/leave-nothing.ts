/** A benchmark leaves neither processes nor files behind, interrupted ones included. */
import { rm } from 'node:fs/promises';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { listDescendants } from './processes.ts';

/**
 * Runs `work` with a folder of its own for everything temporary, and removes that. On SIGINT and SIGTERM all
 * that was started is killed first: VMs would go on, since to outlive their agents is what they are made for.
 */
export async function leavingNothing(work: () => Promise<void>): Promise<void> {
  // Short, because paths of sockets end at 108 bytes.
  const folder = await temporaryDirectory('bb-');
  process.env.TMPDIR = folder.path;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void interrupt(folder.path));
  }
  try {
    await work();
  } finally {
    await folder.remove();
  }
}

const exitInterrupted = 130;

async function interrupt(folder: string): Promise<void> {
  for (const { pid } of await listDescendants()) kill(pid);
  await rm(folder, { recursive: true, force: true });
  process.exit(exitInterrupted);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
