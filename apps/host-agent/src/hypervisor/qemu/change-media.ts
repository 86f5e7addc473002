import type { AttachedMedium, MediumRole } from '../driver.ts';
import { cdBlockdev, cdDevice, cdDeviceOptions, cdNode } from './qemu-command.ts';
import type { QmpClient } from './qmp-client.ts';

/** Plugs a CD drive with the disc into a running VM. */
export async function plugMedium(qmp: QmpClient, medium: AttachedMedium, signal: AbortSignal): Promise<void> {
  await qmp.run('blockdev-add', cdBlockdev(medium), signal);
  await qmp.run('device_add', cdDeviceOptions(medium.role), signal);
}

/**
 * Takes drive and disc out of a running VM, asked or not: a guest that holds the disc mounted gets read
 * errors. QEMU removes a SCSI device at once and says so in an event.
 */
export async function unplugMedium(qmp: QmpClient, role: MediumRole, signal: AbortSignal): Promise<void> {
  await qmp.run('device_del', { id: cdDevice(role) }, signal);
  await qmp.event('DEVICE_DELETED', cdDevice(role), signal);
  await qmp.run('blockdev-del', { 'node-name': cdNode(role) }, signal);
}
