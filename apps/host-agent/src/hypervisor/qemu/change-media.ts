import { z } from 'zod';
import type { AttachedMedium, MediumRole } from '../driver.ts';
import { cdBlockdev, cdDevice, cdDeviceOptions, cdNode } from './qemu-command.ts';
import type { QmpClient } from './qmp-client.ts';

/** Plugs a CD drive with the disc into a running VM, in the place of one that is there. */
export async function plugMedium(qmp: QmpClient, medium: AttachedMedium, signal: AbortSignal): Promise<void> {
  await unplugMedium(qmp, medium.role, signal);
  await qmp.run('blockdev-add', cdBlockdev(medium), signal);
  await qmp.run('device_add', cdDeviceOptions(medium.role), signal);
}

/** The devices that were given an id; where they are in QEMU's tree of objects. */
const peripheral = { path: '/machine/peripheral' };
const Devices = z.array(z.object({ name: z.string() }));
const Nodes = z.array(z.object({ 'node-name': z.string().optional() }));

/**
 * Takes drive and disc out of a running VM, asked or not: a guest that holds the disc mounted gets read
 * errors. QEMU removes a SCSI device at once and says so in an event.
 * Idempotent: an agent that was killed may leave a disc without its drive, and a drive whose disc was gone when it was
 * made has none.
 */
export async function unplugMedium(qmp: QmpClient, role: MediumRole, signal: AbortSignal): Promise<void> {
  const devices = Devices.parse(await qmp.run('qom-list', peripheral, signal));
  if (devices.some(({ name }) => name === cdDevice(role))) {
    await qmp.run('device_del', { id: cdDevice(role) }, signal);
    await qmp.event('DEVICE_DELETED', cdDevice(role), signal);
  }
  const nodes = Nodes.parse(await qmp.run('query-named-block-nodes', { flat: true }, signal));
  const node = cdNode(role);
  if (nodes.some((each) => each['node-name'] === node)) {
    await qmp.run('blockdev-del', { 'node-name': node }, signal);
  }
}
