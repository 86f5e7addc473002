/**
 * VMDK with its data in itself (VMware's "Virtual Disk Format 5.0": monolithicSparse and streamOptimized). Those that
 * are a text with the names of other files, or that have a parent, would lead QEMU to files of the host.
 */
import { type DiskBytes, readWhole, refusal } from './disk-bytes.ts';

const magic = 'KDMV';
const headerBytes = 79;
const sectorBytes = 512n;
/** QEMU reads no more of it either. */
const descriptorLimitBytes = 20 * 1024;

const isText = (start: Buffer): boolean =>
  /^\s*#\s*Disk DescriptorFile/i.test(start.toString('latin1', 0, 256));

export const isVmdk = (start: Buffer): boolean =>
  [magic, 'COWD'].includes(start.toString('latin1', 0, 4)) || isText(start);

/** What a guest sees of it. @throws AppError `invalid-input` */
export async function readVmdk(bytes: DiskBytes): Promise<number> {
  const start = await readWhole(bytes, 0, headerBytes);
  if (start.toString('latin1', 0, 4) !== magic) {
    throw refusal(
      'The VMDK only names other files that hold its data. Convert it to one file first (vmware-vdiskmanager -t 0, or qemu-img).',
    );
  }
  const version = start.readUInt32LE(4);
  if (version < 1 || version > 3)
    throw refusal(`The disk is a VMDK of version ${version}; 1 to 3 are known.`);
  const capacity = start.readBigUInt64LE(12);
  // QEMU takes the descriptor of one without capacity for a list of files.
  if (capacity === 0n) throw refusal('The header of the disk (VMDK) names no size.');
  const at = Number(start.readBigUInt64LE(28) * sectorBytes);
  const length = Number(start.readBigUInt64LE(36) * sectorBytes);
  // A descriptor may also lie where the header does not point; QEMU looks at the second sector in any case.
  const places = at === 0 ? [512] : [at, 512];
  for (const place of places) {
    checkDescriptor(await textAt(bytes, place, Math.max(length, descriptorLimitBytes)));
  }
  return Number(capacity * sectorBytes);
}

async function textAt(bytes: DiskBytes, at: number, length: number): Promise<string> {
  if (!Number.isSafeInteger(at) || at >= bytes.sizeBytes)
    throw refusal('The header of the disk (VMDK) is damaged.');
  const found = await bytes.read(at, Math.min(length, descriptorLimitBytes));
  return found.toString('latin1');
}

function checkDescriptor(text: string): void {
  const parent = /^\s*parentCID\s*=\s*([0-9a-f]+)/im.exec(text)?.[1];
  const hasParent = parent !== undefined && Number.parseInt(parent, 16) !== 0xffffffff;
  if (hasParent || /parentFileNameHint/i.test(text))
    throw refusal('The disk is only what differs from another VMDK (a snapshot). Merge it first.');
}
