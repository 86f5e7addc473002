import { writeFile } from 'node:fs/promises';
import { runProgram } from '../process/run-program.ts';
import type { IdRange, UidPlan } from './uid-plan.ts';

const triples = (ranges: readonly IdRange[]): string[][] =>
  ranges.map(({ first, machineFirst, count }) => [first, machineFirst, count].map(String));

/** Gives the user namespace of a waiting process its ids (user_namespaces(7)). Once per namespace. */
export async function writeUidMap(pid: number, plan: UidPlan, signal: AbortSignal): Promise<void> {
  if (plan.kind === 'helper') {
    await runProgram('newuidmap', [String(pid), ...triples(plan.uids).flat()], { signal });
    await runProgram('newgidmap', [String(pid), ...triples(plan.gids).flat()], { signal });
    return;
  }
  // Without privileges a gid map needs setgroups to be given up first.
  if (plan.kind === 'single') await writeFile(`/proc/${pid}/setgroups`, 'deny');
  const text = (ranges: readonly IdRange[]): string =>
    triples(ranges)
      .map((triple) => `${triple.join(' ')}\n`)
      .join('');
  await writeFile(`/proc/${pid}/gid_map`, text(plan.gids));
  await writeFile(`/proc/${pid}/uid_map`, text(plan.uids));
}
