import { toAppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { type CommandContext, defineCommand } from '../../command.ts';
import { type GmiPackage, packageView } from '../../gmi/gmi-packages.ts';

/** Asked one after the other: the servers are others'. */
export const outdated = defineCommand({
  name: 'outdated',
  summary: 'Asks where golden images came from whether there are other files by now.',
  parameters: z.object({}),
  run: async (_parameters, context) => {
    const found = [];
    for (const each of await context.services.packages.list()) {
      const change = await changeOf(context, each);
      if (change !== null) found.push({ ...packageView(each), ...change });
    }
    return { outdated: found, count: found.length };
  },
});

/** Null for one that is as it was. One that cannot be asked for is told with the reason: nobody knows whether it is outdated. */
async function changeOf(
  { services, signal }: CommandContext,
  { url, validator }: GmiPackage,
): Promise<{ readonly reason: string } | null> {
  try {
    const now = await services.packages.validatorOf(url, signal);
    if (now === null) return { reason: 'Its server does not say which file it has.' };
    return now === validator ? null : { reason: 'There is another file by now.' };
  } catch (error) {
    signal.throwIfAborted();
    return { reason: toAppError(error).message };
  }
}
