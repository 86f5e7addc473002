import { type Media, mediaOf } from '../../hypervisor/media.ts';
import type { OnVm } from './start-vm.ts';

/** Of the job's VM. @throws `not-found` (VM), `unsupported` */
export async function mediaOfVm({ services, document: { vmId }, signal }: OnVm): Promise<Media> {
  return mediaOf(await services.fleet.driverOf(vmId, signal));
}

/** The path of the ISO in the drive for a person's own; null for an empty one. */
export async function isoIn(context: OnVm): Promise<string | null> {
  const media = await (await mediaOfVm(context)).list(context.document.vmId, context.signal);
  return media.find(({ role }) => role === 'iso')?.path ?? null;
}
