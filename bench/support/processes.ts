import { readdir, readFile } from 'node:fs/promises';

export type ProcessFacts = {
  readonly pid: number;
  readonly parentPid: number;
  readonly commandLine: string;
  readonly rssBytes: number;
};

/** This process' descendants, those in namespaces of their own included. */
export async function listDescendants(): Promise<readonly ProcessFacts[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = (await Promise.all(pids.map(factsOf))).filter((found) => found !== null);
  const ours = new Set([process.pid]);
  // A pass per generation; children may have smaller pids than their parents.
  for (let before = 0; before !== ours.size; ) {
    before = ours.size;
    for (const { pid, parentPid } of all) if (ours.has(parentPid)) ours.add(pid);
  }
  return all.filter(({ pid }) => pid !== process.pid && ours.has(pid));
}

async function factsOf(pid: number): Promise<ProcessFacts | null> {
  try {
    const commandLine = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const field = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return { pid, parentPid: field('PPid'), commandLine, rssBytes: field('VmRSS') * 1024 };
  } catch (error) {
    // It ended between the two looks.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
