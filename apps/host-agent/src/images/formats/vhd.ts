/** VHD, as in Microsoft's "Virtual Hard Disk Image Format Specification" 1.0: a footer of 512 bytes, big endian. */
import { type DiskBytes, readWhole, refusal } from './disk-bytes.ts';

const cookie = 'conectix';
const footerBytes = 512;
const types = { fixed: 2, dynamic: 3, differencing: 4 } as const;

const isFooter = (bytes: Buffer): boolean => bytes.toString('latin1', 0, cookie.length) === cookie;

/** The footer is at the end; of a dynamic one a copy is at the start. */
async function footerOf(bytes: DiskBytes): Promise<Buffer | null> {
  for (const at of [bytes.sizeBytes - footerBytes, 0]) {
    if (at < 0 || bytes.sizeBytes < footerBytes) continue;
    const found = await readWhole(bytes, at, footerBytes);
    if (isFooter(found)) return found;
  }
  return null;
}

export const isVhd = async (bytes: DiskBytes): Promise<boolean> => (await footerOf(bytes)) !== null;

/** What a guest sees of it. @throws AppError `invalid-input` */
export async function readVhd(bytes: DiskBytes): Promise<number> {
  const footer = await footerOf(bytes);
  if (footer === null) throw refusal('The file is no VHD.');
  const type = footer.readUInt32BE(60);
  if (type === types.differencing)
    throw refusal('The disk is a differencing VHD, which is nothing without its parent. Merge it first.');
  if (type !== types.fixed && type !== types.dynamic)
    throw refusal('The footer of the disk (VHD) is damaged.');
  if (type === types.dynamic && !isFooter(await readWhole(bytes, 0, footerBytes)))
    throw refusal('The start of the disk (VHD) is damaged.');
  if (!isFooter(await readWhole(bytes, bytes.sizeBytes - footerBytes, footerBytes)))
    throw refusal('The disk (VHD) has no footer at its end: it is damaged or not whole.');
  const sizeBytes = Number(footer.readBigUInt64BE(48));
  if (type === types.fixed && sizeBytes > bytes.sizeBytes - footerBytes)
    throw refusal('The disk (VHD) is shorter than it says: it is damaged or not whole.');
  return sizeBytes;
}
