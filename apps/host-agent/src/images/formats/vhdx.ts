/** VHDX as in [MS-VHDX]: what a disk says of itself is in its metadata region (2.6). Little endian. */
import { type DiskBytes, readWhole, refusal } from './disk-bytes.ts';

const regionTableAt = 192 * 1024;
const tableBytes = 64 * 1024;
const entryBytes = 32;
/** Microsoft's byte order, as they lie in the file. */
const metadataRegion = '06a27c8b90479a4bb8fe575f050f886e';
const fileParameters = '3767a1ca36fa434db3b633f0aa44e76b';
const diskSize = '2442a52f1bcd7648b2115dbed83bf4b8';
const flags = { hasParent: 2 } as const;

/** What a guest sees of it. @throws AppError `invalid-input` */
export async function readVhdx(bytes: DiskBytes): Promise<number> {
  const regions = await readWhole(bytes, regionTableAt, tableBytes);
  if (regions.toString('latin1', 0, 4) !== 'regi') throw damaged();
  const region = entryOf(regions, { first: 16, count: regions.readUInt32LE(8), id: metadataRegion });
  const at = Number(region.readBigUInt64LE(16));
  const table = await readWhole(bytes, at, tableBytes);
  if (table.toString('latin1', 0, 8) !== 'metadata') throw damaged();
  const item = async (id: string): Promise<Buffer> => {
    const entry = entryOf(table, { first: 32, count: table.readUInt16LE(10), id });
    return readWhole(bytes, at + entry.readUInt32LE(16), 8);
  };
  if (((await item(fileParameters)).readUInt32LE(4) & flags.hasParent) !== 0)
    throw refusal('The disk is a differencing VHDX, which is nothing without its parent. Merge it first.');
  return Number((await item(diskSize)).readBigUInt64LE(0));
}

function entryOf(table: Buffer, { first, count, id }: { first: number; count: number; id: string }): Buffer {
  for (let index = 0; index < count; index += 1) {
    const at = first + index * entryBytes;
    if (at + entryBytes > table.length) break;
    if (table.toString('hex', at, at + 16) === id) return table.subarray(at, at + entryBytes);
  }
  throw damaged();
}

const damaged = () => refusal('The header of the disk (VHDX) is damaged.');
