import { refusal } from './disk-bytes.ts';

const sectorBytes = 512;

/**
 * A disk without any header is known by what boots from it: a boot sector (0x55AA) or a GPT. Everything else could be
 * anything, such as a server's page that says "not found".
 *
 * @throws AppError `invalid-input`
 */
export function readRaw(start: Buffer, sizeBytes: number): number {
  const hasBootSector = start.length >= sectorBytes && start.readUInt16BE(510) === 0x55aa;
  const hasTable = start.toString('latin1', sectorBytes, sectorBytes + 8) === 'EFI PART';
  if (!hasBootSector && !hasTable)
    throw refusal(
      'The file is no disk: it is neither qcow2, VMDK, VHD nor VHDX, and has no boot sector and no GPT.',
    );
  if (sizeBytes % sectorBytes !== 0)
    throw refusal('The disk ends in the middle of a sector: it is damaged or not whole.');
  return sizeBytes;
}
