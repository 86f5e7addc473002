import { open } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { mappedCommand } from './namespace-command.ts';
import { startMapped } from './start-mapped.ts';
import type { UidPlan } from './uid-plan.ts';

/** Runs a program to its end as root over a guest's ids: only that root may remove what the guest made. */
export async function runMapped(
  command: readonly string[],
  plan: UidPlan,
  signal: AbortSignal,
): Promise<void> {
  await using output = await open('/dev/null', 'w');
  const process = await startMapped({
    command: mappedCommand(command, plan),
    plan,
    output,
    beforeStart: async () => undefined,
    signal,
  });
  const code = await process.exited;
  process.words.close();
  if (code !== 0)
    throw new AppError('internal', `${command[0]} ended with ${code} inside the user namespace.`);
}
