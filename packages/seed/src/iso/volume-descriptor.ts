/** The primary (ECMA-119 §8.4) and supplementary (§8.5, Joliet) volume descriptors and the terminator. */
import { ascii, both16, both32, ucs2, volumeTime, write32, writeText } from './byte-fields.ts';
import { directoryRecord } from './directory-record.ts';
import type { Extent } from './folder-layout.ts';
import { sectorSizeBytes } from './iso-entry.ts';

export type VolumeFacts = {
  readonly label: string;
  readonly time: Date;
  readonly totalSectors: number;
  readonly root: Extent;
  readonly pathTableBytes: number;
  readonly littleEndianTableLba: number;
  readonly bigEndianTableLba: number;
};

const applicationName = 'BUSBAR';
/** Joliet level 3: UCS-2 names. */
const jolietEscape = ascii('%/E');

export const primaryDescriptor = (facts: VolumeFacts): Uint8Array => descriptor(facts, false);
export const jolietDescriptor = (facts: VolumeFacts): Uint8Array => descriptor(facts, true);

export function terminator(): Uint8Array {
  const bytes = new Uint8Array(sectorSizeBytes);
  bytes.set([255, ...ascii('CD001'), 1]);
  return bytes;
}

function descriptor(facts: VolumeFacts, isJoliet: boolean): Uint8Array {
  const bytes = new Uint8Array(sectorSizeBytes);
  const encode = isJoliet ? ucs2 : ascii;
  const text = (offset: number, length: number, value: string): void =>
    writeText(bytes, { offset, length }, encode(value), encode(' '));
  bytes.set([isJoliet ? 2 : 1, ...ascii('CD001'), 1]);
  text(8, 32, isJoliet ? '' : 'LINUX');
  text(40, 32, facts.label);
  both32(bytes, 80, facts.totalSectors);
  if (isJoliet) bytes.set(jolietEscape, 88);
  both16(bytes, 120, 1);
  both16(bytes, 124, 1);
  both16(bytes, 128, sectorSizeBytes);
  both32(bytes, 132, facts.pathTableBytes);
  write32(bytes, 140, facts.littleEndianTableLba, true);
  write32(bytes, 148, facts.bigEndianTableLba, false);
  bytes.set(rootRecord(facts), 156);
  for (const [offset, length] of [
    [190, 128],
    [318, 128],
    [446, 128],
    [702, 37],
    [739, 37],
    [776, 37],
  ] as const) {
    text(offset, length, '');
  }
  text(574, 128, applicationName);
  writeTimes(bytes, facts.time);
  bytes[881] = 1;
  return bytes;
}

const rootRecord = (facts: VolumeFacts): Uint8Array =>
  directoryRecord({
    ...facts.root,
    isFolder: true,
    identifier: Uint8Array.of(0),
    time: facts.time,
    systemUse: new Uint8Array(0),
  });

/** Creation, modification, no expiry, effective at once. */
function writeTimes(bytes: Uint8Array, time: Date): void {
  bytes.set(volumeTime(time), 813);
  bytes.set(volumeTime(time), 830);
  bytes.set(volumeTime(null), 847);
  bytes.set(volumeTime(time), 864);
}
