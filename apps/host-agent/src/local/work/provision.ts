/** Begins a provisioning on this host: the same job, with the same document, as the control plane sends. */
import { dialectOf } from '@busbar/seed/dialect';
import type { AdapterHardware } from '@busbar/shared/domain/hardware';
import { VmName } from '@busbar/shared/domain/names';
import type { SeedDocuments, TemplateVariable, VariableValues } from '@busbar/shared/domain/template';
import { AppError } from '@busbar/shared/errors/app-error';
import { VmProvisionDocument } from '@busbar/shared/jobs/vm-provision';
import type { HostImage } from '@busbar/shared/protocol/host-facts';
import { z } from 'zod';
import { renderAndLint } from '../../jobs/handlers/vm-provision/render-documents.ts';
import type { CommandContext } from '../command.ts';

export type NewVm = {
  readonly vmId: string;
  readonly name: string;
  readonly image: HostImage;
  readonly cpuCount: number;
  readonly memoryMb: number;
  readonly diskGb: number;
  readonly network: 'none' | 'user';
  /** Default: as `network` says. */
  readonly adapters?: readonly AdapterHardware[];
  readonly template: SeedDocuments;
  readonly variables: VariableValues;
  readonly declared: readonly TemplateVariable[];
  /** What the documents were made from, in words. */
  readonly templateName: string;
};

type Asked = Pick<CommandContext, 'signal' | 'requestedBy'> & {
  readonly services: Pick<CommandContext['services'], 'fleet' | 'jobs'>;
};

const mebibyte = 2 ** 20;

/**
 * Returns the job's id once it is durable.
 *
 * @throws `invalid-input` for what does not render or lint, `already-exists` for a name that is taken here.
 */
export async function beginProvision(
  { services: { fleet, jobs }, signal, requestedBy }: Asked,
  vm: NewVm,
): Promise<string> {
  const document = documentOf(vm);
  renderAndLint(document, {}, dialectOf(vm.image.os));
  const taken = (await fleet.observeAll()).some(({ name }) => name === vm.name);
  if (taken)
    throw new AppError('already-exists', `This host already has a VM named ${vm.name}. Nothing was made.`);
  const { driver, image, cpuCount, memoryBytes, diskBytes, network } = document;
  return jobs.begin(
    {
      kind: 'vm.provision',
      vm: { vmId: vm.vmId, name: vm.name },
      document,
      requestedBy,
      makes: { driver, image, cpuCount, memoryBytes, diskBytes, network, template: vm.templateName },
    },
    signal,
  );
}

function documentOf(vm: NewVm): VmProvisionDocument {
  const name = VmName.safeParse(vm.name);
  if (!name.success)
    throw new AppError('invalid-input', `${JSON.stringify(vm.name)} is no VM name. ${reasonOf(name.error)}`);
  const document = VmProvisionDocument.safeParse({
    vmId: vm.vmId,
    name: vm.name,
    driver: vm.image.driver,
    image: vm.image.name,
    cpuCount: vm.cpuCount,
    memoryBytes: vm.memoryMb * mebibyte,
    diskBytes: vm.diskGb * 1024 * mebibyte,
    network: vm.network,
    ...(vm.adapters === undefined ? {} : { adapters: vm.adapters }),
    template: vm.template,
    variables: vm.variables,
    declared: vm.declared,
  });
  if (document.success) return document.data;
  throw new AppError('invalid-input', z.prettifyError(document.error));
}

const reasonOf = ({ issues }: z.ZodError): string => issues[0]?.message ?? '';
