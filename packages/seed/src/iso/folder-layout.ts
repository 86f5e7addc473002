/**
 * One folder as a run of sectors: its records, then the continuation area of those whose Rock Ridge fields
 * do not fit. Lengths come first (`layFolder`), bytes once every extent has its place (`writeFolder`).
 */
import {
  directoryRecord,
  packIntoSectors,
  recordBytes,
  recordLimitBytes,
  systemUseOffset,
} from './directory-record.ts';
import { sectorSizeBytes } from './iso-entry.ts';
import type { Naming, SystemUse } from './iso-naming.ts';
import type { IsoFolder, IsoNode } from './iso-tree.ts';
import { continuationField, continuationFieldBytes } from './rock-ridge.ts';

type LaidRecord = {
  readonly target: IsoNode;
  readonly identifier: Uint8Array;
  readonly inline: Uint8Array;
  readonly continued: Uint8Array;
};

export type FolderLayout = {
  readonly records: readonly LaidRecord[];
  readonly recordOffsets: readonly number[];
  /** By record index; meaningless where a record continues nowhere. */
  readonly continuationOffsets: readonly number[];
  readonly recordsBytes: number;
  readonly totalSectors: number;
};

const concat = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

const bytesOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0);

export function layFolder(folder: IsoFolder, parent: IsoFolder, naming: Naming, time: Date): FolderLayout {
  const self = folder === parent ? 'self-of-root' : 'self';
  const records = [
    layRecord(folder, Uint8Array.of(0), naming.systemUse(folder, self, time)),
    layRecord(parent, Uint8Array.of(1), naming.systemUse(parent, 'parent', time)),
    ...folder.children
      .toSorted(naming.compare)
      .map((child) => layRecord(child, naming.identifier(child), naming.systemUse(child, 'child', time))),
  ];
  const packed = packIntoSectors(records.map(lengthOf));
  const continued = packIntoSectors(records.map((record) => record.continued.length));
  return {
    records,
    recordOffsets: packed.offsets,
    continuationOffsets: continued.offsets,
    recordsBytes: packed.totalBytes,
    totalSectors: (packed.totalBytes + continued.totalBytes) / sectorSizeBytes,
  };
}

/** Moves fields to the continuation area, last first, until the record is within its 254 bytes. */
function layRecord(target: IsoNode, identifier: Uint8Array, use: SystemUse): LaidRecord {
  const room = recordLimitBytes - systemUseOffset(identifier.length);
  const inline = [...use.inline];
  const continued = [...use.continued];
  while (bytesOf(inline) + (continued.length > 0 ? continuationFieldBytes : 0) > room) {
    continued.unshift(inline.pop()!);
  }
  return { target, identifier, inline: concat(inline), continued: concat(continued) };
}

const systemUseBytes = (record: LaidRecord): number =>
  record.inline.length + (record.continued.length > 0 ? continuationFieldBytes : 0);

const lengthOf = (record: LaidRecord): number =>
  recordBytes(record.identifier.length, systemUseBytes(record));

export type Extent = { readonly lba: number; readonly sizeBytes: number };

/** Writes the folder's sectors into `image`, which begins at sector 0. */
export function writeFolder(
  image: Uint8Array,
  layout: FolderLayout,
  places: { readonly lba: number; readonly extentOf: (node: IsoNode) => Extent; readonly time: Date },
): void {
  const start = places.lba * sectorSizeBytes;
  const continuationLba = places.lba + layout.recordsBytes / sectorSizeBytes;
  layout.records.forEach((record, index) => {
    const offset = layout.continuationOffsets[index]!;
    const link = continuationField({
      lba: continuationLba + Math.floor(offset / sectorSizeBytes),
      offset: offset % sectorSizeBytes,
      lengthBytes: record.continued.length,
    });
    const hasMore = record.continued.length > 0;
    const bytes = directoryRecord({
      ...places.extentOf(record.target),
      isFolder: record.target.kind === 'folder',
      identifier: record.identifier,
      time: places.time,
      systemUse: hasMore ? concat([record.inline, link]) : record.inline,
    });
    image.set(bytes, start + layout.recordOffsets[index]!);
    if (hasMore) image.set(record.continued, continuationLba * sectorSizeBytes + offset);
  });
}
