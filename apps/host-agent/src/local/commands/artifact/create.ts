import { VariableValues } from '@busbar/shared/domain/template';
import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { InstanceName } from '../../seeds/seed-store.ts';
import { writeSeed } from '../../seeds/write-seed.ts';
import { vmSize } from '../../work/vm-size.ts';

/** With a template: renders it, then makes the disc. Without: makes the disc of the documents that are there. */
export const create = defineCommand({
  name: 'create',
  summary:
    'Makes a seed. Takes instanceName; template (or os and version) and variables where its documents are not there yet.',
  parameters: z.object({
    instanceName: InstanceName,
    template: z.string().optional(),
    os: z.string().optional(),
    version: z.string().optional(),
    variables: VariableValues.default({}),
    cpuCount: vmSize.cpuCount,
    memoryMb: vmSize.memoryMb,
  }),
  run: async ({ instanceName, os, version, ...wanted }, context) => {
    const template = wanted.template ?? (os === undefined ? undefined : `${os}-${version ?? ''}`);
    if (template !== undefined) await writeSeed(context, { ...wanted, instanceName, template });
    const isoPath = await context.services.seeds.build(instanceName, context.signal);
    return { isoPath };
  },
});
