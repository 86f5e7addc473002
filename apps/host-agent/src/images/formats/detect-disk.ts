/**
 * What kind of disk a file is, by its content: what it is called says nothing, and qemu-img is always told. Whatever
 * would lead a reader to another file of the host (a backing file, an external data file, an extent, a parent) is refused
 * here, before any program opens the file.
 */
import type { DiskFormat } from '@busbar/shared/domain/image';
import { type DiskBytes, refusal } from './disk-bytes.ts';
import { readQcow2 } from './qcow2.ts';
import { readRaw } from './raw.ts';
import { isVhd, readVhd } from './vhd.ts';
import { readVhdx } from './vhdx.ts';
import { isVmdk, readVmdk } from './vmdk.ts';

export type SourceDisk = { readonly format: DiskFormat; readonly virtualSizeBytes: number };

/** As a VM's disk may have; Hyper-V's own limit for a VHDX. */
export const largestDiskBytes = 64 * 2 ** 40;
const smallestDiskBytes = 1024 * 1024;
const startBytes = 36 * 1024;

/** @throws AppError `invalid-input` with what is wrong, or what to do first. */
export async function detectDisk(bytes: DiskBytes): Promise<SourceDisk> {
  const start = await bytes.read(0, startBytes);
  refuseForeign(start);
  const disk = await read(bytes, start);
  if (disk.virtualSizeBytes < smallestDiskBytes)
    throw refusal(`The disk has ${disk.virtualSizeBytes} bytes, which no system fits into.`);
  if (disk.virtualSizeBytes > largestDiskBytes)
    throw refusal('The disk claims to have more than 64 TiB, which no disk of a VM has.');
  return disk;
}

async function read(bytes: DiskBytes, start: Buffer): Promise<SourceDisk> {
  if (startsWith(start, 'QFI\xfb')) return { format: 'qcow2', virtualSizeBytes: await readQcow2(bytes) };
  if (startsWith(start, 'vhdxfile')) return { format: 'vhdx', virtualSizeBytes: await readVhdx(bytes) };
  if (isVmdk(start)) return { format: 'vmdk', virtualSizeBytes: await readVmdk(bytes) };
  if (await isVhd(bytes)) return { format: 'vpc', virtualSizeBytes: await readVhd(bytes) };
  return { format: 'raw', virtualSizeBytes: readRaw(start, bytes.sizeBytes) };
}

type Foreign = { readonly at: number; readonly magic: string; readonly why: string };
const packed = (program: string): string =>
  `The file is packed with ${program}. Unpack it first, and import what is in it.`;
const other = (what: string): string =>
  `The file is ${what}. Convert it to qcow2, raw, VMDK, VHD or VHDX first.`;
const foreign: readonly Foreign[] = [
  { at: 0, magic: '\x1f\x8b', why: packed('gzip') },
  { at: 0, magic: '\xfd7zXZ\x00', why: packed('xz') },
  { at: 0, magic: '\x28\xb5\x2f\xfd', why: packed('zstd') },
  { at: 0, magic: 'BZh', why: packed('bzip2') },
  { at: 0, magic: '7z\xbc\xaf\x27\x1c', why: packed('7-Zip') },
  { at: 0, magic: 'PK\x03\x04', why: packed('zip') },
  {
    at: 257,
    magic: 'ustar',
    why: 'The file is an archive (tar, as an OVA is). Unpack it, and import the disk.',
  },
  {
    at: 32_769,
    magic: 'CD001',
    why: 'The file is a disc (ISO 9660), not a disk. An ISO goes into a VM’s drive.',
  },
  { at: 0, magic: 'QED\x00', why: other('a QED disk') },
  { at: 64, magic: '\x7f\x10\xda\xbe', why: other('a VirtualBox disk (VDI)') },
  { at: 0, magic: 'WithoutFreeSpace', why: other('a Parallels disk') },
  { at: 0, magic: 'WithouFreSpacExt', why: other('a Parallels disk') },
  { at: 0, magic: 'LUKS\xba\xbe', why: 'The disk is encrypted (LUKS): nothing could boot from it.' },
];

function refuseForeign(start: Buffer): void {
  const found = foreign.find(({ at, magic }) => start.toString('latin1', at, at + magic.length) === magic);
  if (found !== undefined) throw refusal(found.why);
}

const startsWith = (start: Buffer, magic: string): boolean =>
  start.toString('latin1', 0, magic.length) === magic;
