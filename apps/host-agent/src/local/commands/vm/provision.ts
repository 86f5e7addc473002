import { VmName } from '@busbar/shared/domain/names';
import type { SeedDocuments } from '@busbar/shared/domain/template';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostImage } from '@busbar/shared/protocol/host-facts';
import { z } from 'zod';
import { hasSwitches } from '../../../hypervisor/switches.ts';
import { type CommandContext, defineCommand } from '../../command.ts';
import { vmView } from '../../vm-view.ts';
import { getImage } from '../../work/base-vms.ts';
import { findVm } from '../../work/find-vm.ts';
import { firstOf } from '../../work/first-of.ts';
import { beginProvision, type NewVm } from '../../work/provision.ts';
import { vmSize } from '../../work/vm-size.ts';

/** What clients without a switch send. */
const noSwitch: readonly string[] = ['none', '00000000-0000-0000-0000-000000000000'];

/**
 * Makes a VM from a base image and the seed that was made for it (`artifact create`), and answers as soon as the VM
 * runs. What stands for a base VM here is an image of this host (`work/base-vms.ts`).
 */
export const provision = defineCommand({
  name: 'provision',
  summary:
    'Makes and starts a VM from an image and a seed. Takes baseVmGuid (an image’s GUID or name), instanceName, vmSwitchGuid (or none); also cpuCount, memoryMb, diskGb.',
  parameters: z.object({
    baseVmGuid: z.string().min(1),
    instanceName: VmName,
    vmSwitchGuid: z.string().min(1),
    // Images stand on themselves: there is nothing to be merged.
    mergeDifferencingDisk: z.boolean().default(false),
    generation: z.literal(2, 'This host makes VMs of generation 2 only.').default(2),
    ...vmSize,
  }),
  run: async (wanted, context) => {
    const { services } = context;
    const { instanceName: name, cpuCount = 2, memoryMb = 2048, diskGb = 20 } = wanted;
    const image = await imageOf(context, wanted.baseVmGuid);
    const network = await networkOf(context, image, wanted.vmSwitchGuid);
    const seed = await services.seeds.get(name);
    const template = asWritten(await services.seeds.documents(name));
    const vmId = services.newId();
    const jobId = await beginProvision(context, {
      vmId,
      name,
      image,
      cpuCount,
      memoryMb,
      diskGb,
      ...network,
      template,
      variables: {},
      declared: [],
      templateName: seed.metadata?.template ?? `seed ${name}`,
    });
    await untilRunning(context, { vmId, jobId });
    return { vm: await vmView(services, await findVm(services.fleet, vmId), { hasAddresses: true }) };
  },
});

/** A VM's disk holds an identity, which is taken out of it where an image is made of the VM, and not here. */
async function imageOf({ services, signal }: CommandContext, wanted: string): Promise<HostImage> {
  const vm = await findVm(services.fleet, wanted).catch(() => null);
  if (vm === null) return getImage(services, wanted, signal);
  throw new AppError(
    'precondition-failed',
    `${vm.name} is a VM that was provisioned. Make an image of it, then name that image. Nothing was made.`,
  );
}

/** An adapter of its own only for another switch than the one on which VMs are put anyway. */
async function networkOf(
  { services: { fleet, factsOf }, signal }: CommandContext,
  image: HostImage,
  wanted: string,
): Promise<Pick<NewVm, 'network' | 'adapters'>> {
  if (noSwitch.includes(wanted.toLowerCase())) return { network: 'none' };
  const driver = fleet.driver(image.driver);
  const switches = hasSwitches(driver) ? await driver.switches.list(signal) : [];
  const found = switches.find(({ id }) => id.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) {
    const words = `The hypervisor of ${image.name} has no virtual switch ${wanted}; say none for a VM without a network.`;
    throw new AppError('not-found', words);
  }
  if (found.isForVms) return { network: 'user' };
  if (!factsOf(image.driver).abilities.includes('adapters')) {
    throw new AppError(
      'unsupported',
      `The ${image.driver} driver cannot put VMs on the switch ${found.name}. Nothing was made.`,
    );
  }
  return { network: 'user', adapters: [{ switchName: found.name, vlanId: null, macAddress: null }] };
}

/** The documents are rendered already: braces in them are braces. */
const asWritten = (documents: SeedDocuments): SeedDocuments =>
  Object.fromEntries(
    Object.entries(documents).map(([name, text]) => [name, text?.replaceAll('{{', '{{{{')]),
  ) as SeedDocuments;

type Made = { readonly vmId: string; readonly jobId: string };

async function untilRunning(
  { services: { fleet, jobs }, signal }: CommandContext,
  made: Made,
): Promise<void> {
  await firstOf(
    signal,
    (over) => fleet.waitUntil(made.vmId, (vm) => vm?.power === 'running', over),
    (over) => jobs.untilSucceeded(made.jobId, over),
  );
}
