/** Data disks on the VM's SCSI bus, behind the CD drives: there they come and go while the VM runs. */
import { systemDiskId } from '@busbar/shared/domain/disk';
import { z } from 'zod';
import { type DataDisk, type DiskRecord, dataDiskLimit } from './disk-record.ts';
import type { QmpClient } from './qmp-client.ts';

export const systemNode = 'disk';
/** Everything that a snapshot must hold, the one first that takes the memory too. */
export const nodesOf = ({ data }: Pick<DiskRecord, 'data'>): readonly string[] => [
  systemNode,
  ...data.map(({ id }) => id),
];

/** CD drives have the places below. A disk has its own as long as it is there, since the memory of a checkpoint knows it. */
const firstPlace = 16;
const numberOf = (id: string): number => Number(id.slice('data-'.length));

export const placeOf = (id: string): string =>
  id === systemDiskId ? 'virtio' : `SCSI 0:${firstPlace + numberOf(id)}, serial ${id}`;

/** The lowest that is free; null when there is none. */
export function freeId(taken: readonly Pick<DataDisk, 'id'>[]): string | null {
  const ids = Array.from({ length: dataDiskLimit }, (_, index) => `data-${index + 1}`);
  return ids.find((id) => !taken.some((disk) => disk.id === id)) ?? null;
}

export const dataBlockdev = (folder: string, { id, file }: Pick<DataDisk, 'id' | 'file'>) => ({
  driver: 'qcow2',
  'node-name': id,
  discard: 'unmap',
  file: { driver: 'file', filename: `${folder}/${file}`, discard: 'unmap' },
});
export const dataDevice = ({ id }: Pick<DataDisk, 'id'>) => ({
  driver: 'scsi-hd',
  id,
  bus: 'scsi.0',
  'scsi-id': firstPlace + numberOf(id),
  drive: id,
  // By which the guest finds it, whatever it calls it.
  serial: id,
});

/** The devices that were given an id; where they are in QEMU's tree of objects. */
const peripheral = { path: '/machine/peripheral' };
const Devices = z.array(z.object({ name: z.string() }));
const Nodes = z.array(z.object({ 'node-name': z.string().optional() }));

async function isPlugged(qmp: QmpClient, device: string, signal: AbortSignal): Promise<boolean> {
  const devices = Devices.parse(await qmp.run('qom-list', peripheral, signal));
  return devices.some(({ name }) => name === device);
}

/**
 * Takes a device with its block node out of a running VM, asked or not: a guest that uses it gets errors. QEMU removes a
 * SCSI device at once and says so in an event. Idempotent: an agent that was killed may leave a node without its device,
 * and a drive whose disc was gone when it was made has none.
 */
export async function unplugDevice(
  qmp: QmpClient,
  { device, node }: { readonly device: string; readonly node: string },
  signal: AbortSignal,
): Promise<void> {
  if (await isPlugged(qmp, device, signal)) {
    await qmp.run('device_del', { id: device }, signal);
    await qmp.event('DEVICE_DELETED', device, signal);
  }
  const nodes = Nodes.parse(await qmp.run('query-named-block-nodes', { flat: true }, signal));
  if (nodes.some((each) => each['node-name'] === node))
    await qmp.run('blockdev-del', { 'node-name': node }, signal);
}

/** Leaves one that is plugged as it is, since its guest may be using it. */
export async function plugDataDisk(
  qmp: QmpClient,
  folder: string,
  disk: Pick<DataDisk, 'id' | 'file'>,
  signal: AbortSignal,
): Promise<void> {
  if (await isPlugged(qmp, disk.id, signal)) return;
  // A node without its device.
  await unplugDataDisk(qmp, disk.id, signal);
  await qmp.run('blockdev-add', dataBlockdev(folder, disk), signal);
  await qmp.run('device_add', dataDevice(disk), signal);
}

export const unplugDataDisk = (qmp: QmpClient, id: string, signal: AbortSignal): Promise<void> =>
  unplugDevice(qmp, { device: id, node: id }, signal);
