import { VmName } from '@busbar/shared/domain/names';
import type { SeedDocuments } from '@busbar/shared/domain/template';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostImage } from '@busbar/shared/protocol/link';
import { z } from 'zod';
import { hasSwitches } from '../../../hypervisor/switches.ts';
import { type CommandContext, defineCommand } from '../../command.ts';
import { vmView } from '../../vm-view.ts';
import { chooseImage, readyImages } from '../../work/choose-image.ts';
import { findVm } from '../../work/find-vm.ts';
import { firstOf } from '../../work/first-of.ts';
import { beginProvision } from '../../work/provision.ts';
import { vmSize } from '../../work/vm-size.ts';

/** What clients without a switch send. */
const noSwitch: readonly string[] = ['none', '00000000-0000-0000-0000-000000000000'];

/**
 * Makes a VM from a base image and the seed that was made for it (`artifact create`), and answers as soon as the VM
 * runs. What stands for a base VM here is an image of this host: a VM cannot be cloned yet.
 */
export const provision = defineCommand({
  name: 'provision',
  summary:
    'Makes and starts a VM from an image and a seed. Takes baseVmGuid (the name of an image), instanceName, vmSwitchGuid (or none); also cpuCount, memoryMb, diskGb.',
  parameters: z.object({
    baseVmGuid: z.string().min(1),
    instanceName: VmName,
    vmSwitchGuid: z.string().min(1),
    mergeDifferencingDisk: z.boolean().default(false),
    generation: z.literal(2, 'This host makes VMs of generation 2 only.').default(2),
    ...vmSize,
  }),
  run: async (wanted, context) => {
    const { services } = context;
    const { instanceName: name, cpuCount = 2, memoryMb = 2048, diskGb = 20 } = wanted;
    if (wanted.mergeDifferencingDisk) {
      throw new AppError('unsupported', 'This host cannot merge differencing disks yet. Nothing was made.');
    }
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
      network,
      template,
      variables: {},
      declared: [],
      templateName: seed.metadata?.template ?? `seed ${name}`,
    });
    await untilRunning(context, { vmId, jobId });
    return { vm: await vmView(services, await findVm(services.fleet, vmId), { hasAddresses: true }) };
  },
});

async function imageOf({ services, signal }: CommandContext, wanted: string): Promise<HostImage> {
  const images = await readyImages(services, signal);
  const isVm = (await services.fleet.observeAll()).some(({ vmId }) => vmId === wanted.toLowerCase());
  if (!isVm) return chooseImage(images, { wanted });
  const names = images.map(({ name }) => name).join(', ') || 'none';
  const words = `This host cannot make a VM from another VM yet. Name an image instead (it has: ${names}).`;
  throw new AppError('unsupported', words);
}

async function networkOf(
  { services: { fleet }, signal }: CommandContext,
  image: HostImage,
  wanted: string,
): Promise<'none' | 'user'> {
  if (noSwitch.includes(wanted.toLowerCase())) return 'none';
  const driver = fleet.driver(image.driver);
  const switches = hasSwitches(driver) ? await driver.switches.list(signal) : [];
  const found = switches.find(({ id }) => id.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) {
    const words = `The hypervisor of ${image.name} has no virtual switch ${wanted}; say none for a VM without a network.`;
    throw new AppError('not-found', words);
  }
  if (found.isForVms) return 'user';
  throw new AppError(
    'unsupported',
    `This host cannot put VMs on the switch ${found.name} yet. Nothing was made.`,
  );
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
