import { guessDialect } from '@busbar/seed/dialect';
import type { VariableValues } from '@busbar/shared/domain/template';
import { renderAndLint } from '../../jobs/handlers/vm-provision/render-documents.ts';
import type { CommandContext } from '../command.ts';
import { findTemplate } from '../work/find-template.ts';
import { templateValues } from '../work/template-values.ts';

export type SeedWish = {
  readonly instanceName: string;
  readonly template: string;
  readonly variables: VariableValues;
  readonly cpuCount?: number | undefined;
  readonly memoryMb?: number | undefined;
};

/** Renders a template of the catalogue into a seed's documents. @throws `not-found`, `invalid-input`; nothing is written then. */
export async function writeSeed({ services }: CommandContext, wish: SeedWish): Promise<void> {
  const template = findTemplate(await services.templates.list(), wish.template);
  const { system } = template;
  const { cpuCount = template.defaults.cpuCount, memoryMb = template.defaults.memoryMb } = wish;
  const variables = templateValues(
    {
      vmId: services.newId(),
      name: wish.instanceName,
      cpuCount,
      memoryMb,
      os: system?.name ?? '',
      osVersion: system?.version ?? '',
      base: '',
      vmSwitch: '',
    },
    wish.variables,
  );
  const { documents } = renderAndLint(
    { template: template.documents, variables, declared: [...template.variables] },
    {},
    guessDialect(template.documents),
  );
  await services.seeds.write(wish.instanceName, documents, {
    os: variables.OPERATING_SYSTEM ?? '',
    version: variables.OS_VERSION ?? '',
    base_vm: variables.BASE_VM ?? '',
    vm_switch: variables.VM_SWITCH ?? '',
    merge_avhdx: variables.MERGE_AVHDX === 'true',
    template: template.slug,
    variables,
  });
}
