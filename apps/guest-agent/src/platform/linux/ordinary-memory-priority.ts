import { writeFileSync } from 'node:fs';

const expected = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'EROFS']);

/**
 * The agent is the last that the kernel kills when memory runs out (its unit says so), and children inherit
 * that. What people run through it must not be spared. Best effort: the program may have ended already, and
 * a sandbox's /proc may not be writable.
 */
export function giveOrdinaryMemoryPriority(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '0');
  } catch (error) {
    if (!expected.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
