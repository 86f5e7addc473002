import { VariableValues } from '@busbar/shared/domain/template';
import { z } from 'zod';
import { type Command, defineCommand } from '../command.ts';
import { chooseImage, readyImages } from '../work/choose-image.ts';
import { findTemplate } from '../work/find-template.ts';
import { beginProvision } from '../work/provision.ts';
import { templateValues } from '../work/template-values.ts';
import { vmNetwork, vmSize } from '../work/vm-size.ts';

/** Does not wait: how far the VM is, `vm details` tells, and the control plane's page of the job. */
export const provision: Command = defineCommand({
  name: 'provision',
  summary:
    'Makes and starts a VM from a template. Takes template and vm_name; also image, variables, cpuCount, memoryMb, diskGb, network.',
  parameters: z.object({
    template: z.string(),
    vm_name: z.string(),
    image: z.string().optional(),
    variables: VariableValues.default({}),
    network: vmNetwork,
    ...vmSize,
  }),
  run: async (wanted, context) => {
    const { services, signal } = context;
    const template = findTemplate(await services.templates.list(), wanted.template);
    const image = chooseImage(await readyImages(services, signal), { wanted: wanted.image, template });
    const { cpuCount = template.defaults.cpuCount, memoryMb = template.defaults.memoryMb } = wanted;
    const { vm_name: name, network, diskGb = template.defaults.diskGb } = wanted;
    const { system } = template;
    const vmId = services.newId();
    const facts = { vmId, name, cpuCount, memoryMb, base: image.name, vmSwitch: network };
    await beginProvision(context, {
      vmId,
      name,
      image,
      cpuCount,
      memoryMb,
      diskGb,
      network,
      template: template.documents,
      declared: template.variables,
      variables: templateValues(
        { ...facts, os: system?.name ?? '', osVersion: system?.version ?? '' },
        wanted.variables,
      ),
      templateName: template.slug,
    });
    return { details: `VM '${name}' provisioning started.` };
  },
});
