/** qcow2 as in QEMU's docs/interop/qcow2.txt. All numbers are big endian. */
import { type DiskBytes, readWhole, refusal } from './disk-bytes.ts';

const headerBytes = 72;
const version3Bytes = 104;
const incompatible = { corrupt: 1n << 1n, externalData: 1n << 2n, known: 0b11111n } as const;
const extension = { end: 0, externalData: 0x44415441 } as const;
/** Real images have three or four. */
const extensionLimit = 64;

/** What a guest sees of it. @throws AppError `invalid-input` */
export async function readQcow2(bytes: DiskBytes): Promise<number> {
  const header = await readWhole(bytes, 0, headerBytes);
  const version = header.readUInt32BE(4);
  if (version !== 2 && version !== 3)
    throw refusal(`The disk is qcow2 of version ${version}; 2 and 3 are known.`);
  if (header.readBigUInt64BE(8) !== 0n || header.readUInt32BE(16) !== 0)
    throw leadsElsewhere('a backing file');
  if (header.readUInt32BE(32) !== 0) throw refusal('The disk is encrypted: nothing could boot from it.');
  const clusterBits = header.readUInt32BE(20);
  if (clusterBits < 9 || clusterBits > 21) throw refusal('The header of the disk (qcow2) is damaged.');
  // QEMU reads what lies behind the end of the file as zeros.
  const tableEnd = header.readBigUInt64BE(40) + BigInt(header.readUInt32BE(36)) * 8n;
  if (tableEnd > BigInt(bytes.sizeBytes))
    throw refusal('The disk (qcow2) is shorter than it says: it is not whole.');
  if (version === 3) await readVersion3(bytes);
  return Number(header.readBigUInt64BE(24));
}

async function readVersion3(bytes: DiskBytes): Promise<void> {
  const header = await readWhole(bytes, 0, version3Bytes);
  const features = header.readBigUInt64BE(72);
  if ((features & incompatible.externalData) !== 0n) throw leadsElsewhere('an external data file');
  if ((features & incompatible.corrupt) !== 0n) throw refusal('The disk says of itself that it is damaged.');
  if ((features & ~incompatible.known) !== 0n)
    throw refusal('The disk (qcow2) has a feature that is not known here.');
  let at = header.readUInt32BE(100);
  for (let count = 0; count < extensionLimit; count += 1) {
    const entry = await readWhole(bytes, at, 8);
    const kind = entry.readUInt32BE(0);
    if (kind === extension.end) return;
    if (kind === extension.externalData) throw leadsElsewhere('an external data file');
    at += 8 + Math.ceil(entry.readUInt32BE(4) / 8) * 8;
  }
  throw refusal('The header of the disk (qcow2) is damaged.');
}

const leadsElsewhere = (what: string) =>
  refusal(
    `The disk names ${what}, which would be read from this host. Import a disk that is whole in itself.`,
  );
