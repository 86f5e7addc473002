/** Reads what a VHDX says of itself ([MS-VHDX] 2.5, 2.6): region table, metadata table, their items. */
import { HypervError } from '../call/hyperv-error.ts';
import type { HostFiles } from '../state/host-files.ts';
import type { DiskFacts } from './disk-file.ts';

const regionTableAt = 192 * 1024;
const tableBytes = 64 * 1024;
const metadataRegion = '8b7ca206-4790-4b9a-b8fe-575f050f886e';
const items = {
  fileParameters: 'caa16737-fa36-4d43-b3b6-33f0aa44e76b',
  diskSize: '2fa54224-cd1b-4876-b211-5dbed83bf4b8',
  diskId: 'beca12ab-b2e6-4523-93ef-c309e000c746',
  logicalSector: '8141bf1d-a96f-4709-ba47-f233a8faab5f',
  physicalSector: 'cda348c7-445d-4471-9cc9-e9885251c556',
} as const;

/** Microsoft's byte order: three little-endian numbers, then eight bytes as they are. */
export function guidAt(bytes: Buffer, at: number): string {
  const hex = [
    bytes.readUInt32LE(at).toString(16).padStart(8, '0'),
    bytes
      .readUInt16LE(at + 4)
      .toString(16)
      .padStart(4, '0'),
    bytes
      .readUInt16LE(at + 6)
      .toString(16)
      .padStart(4, '0'),
    bytes.toString('hex', at + 8, at + 10),
    bytes.toString('hex', at + 10, at + 16),
  ];
  return hex.join('-');
}

export async function readVhdx(files: HostFiles, path: string): Promise<DiskFacts> {
  const damaged = (): HypervError =>
    new HypervError('InvalidData', `The file '${path}' is corrupted and unreadable.`);
  const read = async (at: number, length: number): Promise<Buffer> => {
    const bytes = await files.read(path, at, length);
    if (bytes?.length !== length) throw damaged();
    return bytes;
  };
  const regions = await read(regionTableAt, tableBytes);
  if (regions.toString('latin1', 0, 4) !== 'regi') throw damaged();
  const at = regionOffset(regions, metadataRegion);
  if (at === null) throw damaged();
  const table = await read(at, tableBytes);
  if (table.toString('latin1', 0, 8) !== 'metadata') throw damaged();
  const item = async (id: string, length: number): Promise<Buffer> => {
    const offset = itemOffset(table, id);
    if (offset === null) throw damaged();
    return read(at + offset, length);
  };
  const parameters = await item(items.fileParameters, 8);
  const flags = parameters.readUInt32LE(4);
  return {
    id: guidAt(await item(items.diskId, 16), 0),
    format: 'VHDX',
    type: (flags & 2) !== 0 ? 'Differencing' : (flags & 1) !== 0 ? 'Fixed' : 'Dynamic',
    sizeBytes: Number((await item(items.diskSize, 8)).readBigUInt64LE(0)),
    fileBytes: (await files.sizeOf(path)) ?? 0,
    blockBytes: parameters.readUInt32LE(0),
    logicalSectorBytes: (await item(items.logicalSector, 4)).readUInt32LE(0),
    physicalSectorBytes: (await item(items.physicalSector, 4)).readUInt32LE(0),
    // A real differencing disk's parent locator is not read: such a disk is used as it is.
    parentPath: null,
    parentId: null,
  };
}

function regionOffset(table: Buffer, id: string): number | null {
  const count = Math.min(table.readUInt32LE(8), 2047);
  for (let index = 0; index < count; index += 1) {
    const at = 16 + index * 32;
    if (at + 32 <= table.length && guidAt(table, at) === id) return Number(table.readBigUInt64LE(at + 16));
  }
  return null;
}

function itemOffset(table: Buffer, id: string): number | null {
  const count = Math.min(table.readUInt16LE(10), 1023);
  for (let index = 0; index < count; index += 1) {
    const at = 32 + index * 32;
    if (at + 32 <= table.length && guidAt(table, at) === id) return table.readUInt32LE(at + 16);
  }
  return null;
}
