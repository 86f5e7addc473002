import { z } from 'zod';
import type { AttachedMedium, MediumRole } from '../driver.ts';
import { cdBlockdev, cdDevice, cdDeviceOptions, cdNode } from './qemu-command.ts';
import type { QmpClient } from './qmp-client.ts';

/** Plugs a CD drive with the disc into a running VM. */
export async function plugMedium(qmp: QmpClient, medium: AttachedMedium, signal: AbortSignal): Promise<void> {
  await qmp.run('blockdev-add', cdBlockdev(medium), signal);
  await qmp.run('device_add', cdDeviceOptions(medium.role), signal);
}

const Nodes = z.array(z.object({ 'node-name': z.string().optional() }));

/**
 * Takes drive and disc out of a running VM, asked or not: a guest that holds the disc mounted gets read
 * errors. QEMU removes a SCSI device at once and says so in an event.
 * A drive whose disc was gone when it was made has none.
 */
export async function unplugMedium(qmp: QmpClient, role: MediumRole, signal: AbortSignal): Promise<void> {
  await qmp.run('device_del', { id: cdDevice(role) }, signal);
  await qmp.event('DEVICE_DELETED', cdDevice(role), signal);
  const nodes = Nodes.parse(await qmp.run('query-named-block-nodes', { flat: true }, signal));
  const node = cdNode(role);
  if (nodes.some((each) => each['node-name'] === node)) {
    await qmp.run('blockdev-del', { 'node-name': node }, signal);
  }
}
