/** A directory record (ECMA-119 §9.1) and how records fill sectors. */
import { both16, both32, recordTime } from './byte-fields.ts';
import { sectorSizeBytes } from './iso-entry.ts';

export type RecordFacts = {
  readonly lba: number;
  readonly sizeBytes: number;
  readonly isFolder: boolean;
  readonly identifier: Uint8Array;
  readonly time: Date;
  readonly systemUse: Uint8Array;
};

export const recordLimitBytes = 254;

/** Where the system use area begins: the record's head and the identifier, padded to an even length. */
export const systemUseOffset = (identifierBytes: number): number =>
  33 + identifierBytes + (identifierBytes % 2 === 0 ? 1 : 0);

export const evenUp = (length: number): number => length + (length % 2);

export const recordBytes = (identifierBytes: number, systemUseBytes: number): number =>
  evenUp(systemUseOffset(identifierBytes) + systemUseBytes);

export function directoryRecord(facts: RecordFacts): Uint8Array {
  const length = recordBytes(facts.identifier.length, facts.systemUse.length);
  const bytes = new Uint8Array(length);
  bytes[0] = length;
  both32(bytes, 2, facts.lba);
  both32(bytes, 10, facts.sizeBytes);
  bytes.set(recordTime(facts.time), 18);
  bytes[25] = facts.isFolder ? 2 : 0;
  both16(bytes, 28, 1);
  bytes[32] = facts.identifier.length;
  bytes.set(facts.identifier, 33);
  bytes.set(facts.systemUse, systemUseOffset(facts.identifier.length));
  return bytes;
}

/** Offsets of records of these lengths: a record never crosses a sector boundary (§6.8.1.1). */
export function packIntoSectors(lengths: readonly number[]): { offsets: number[]; totalBytes: number } {
  const offsets: number[] = [];
  let at = 0;
  for (const length of lengths) {
    const room = sectorSizeBytes - (at % sectorSizeBytes);
    if (length > room) at += room;
    offsets.push(at);
    at += length;
  }
  return { offsets, totalBytes: Math.ceil(at / sectorSizeBytes) * sectorSizeBytes };
}
