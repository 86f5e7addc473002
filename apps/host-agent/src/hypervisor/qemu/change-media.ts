import type { AttachedMedium, MediumRole } from '../driver.ts';
import { unplugDevice } from './data-disks.ts';
import { cdBlockdev, cdDevice, cdDeviceOptions, cdNode } from './qemu-command.ts';
import type { QmpClient } from './qmp-client.ts';

/** Plugs a CD drive with the disc into a running VM, in the place of one that is there. */
export async function plugMedium(qmp: QmpClient, medium: AttachedMedium, signal: AbortSignal): Promise<void> {
  await unplugMedium(qmp, medium.role, signal);
  await qmp.run('blockdev-add', cdBlockdev(medium), signal);
  await qmp.run('device_add', cdDeviceOptions(medium.role), signal);
}

/** Takes drive and disc out of a running VM. Idempotent. */
export const unplugMedium = (qmp: QmpClient, role: MediumRole, signal: AbortSignal): Promise<void> =>
  unplugDevice(qmp, { device: cdDevice(role), node: cdNode(role) }, signal);
