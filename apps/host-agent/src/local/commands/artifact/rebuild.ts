import { VariableValues } from '@busbar/shared/domain/template';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { InstanceName } from '../../seeds/seed-store.ts';
import { writeSeed } from '../../seeds/write-seed.ts';

/** With variables: renders the seed's template anew with these changed. Always: makes the disc anew. */
export const rebuild = defineCommand({
  name: 'rebuild',
  summary: 'Makes the disc of a seed anew. Takes instanceName; variables to change.',
  parameters: z.object({ instanceName: InstanceName, variables: VariableValues.optional() }),
  run: async ({ instanceName, variables }, context) => {
    const { seeds } = context.services;
    const { metadata } = await seeds.get(instanceName);
    if (variables !== undefined) {
      if (metadata?.template === undefined) {
        throw new AppError(
          'precondition-failed',
          `The documents of ${instanceName} were not made from a template.`,
        );
      }
      const all = { ...metadata.variables, ...variables };
      await writeSeed(context, { instanceName, template: metadata.template, variables: all });
    }
    return { instanceName, isoPath: await seeds.build(instanceName, context.signal), status: 'rebuilt' };
  },
});
