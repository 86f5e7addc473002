import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { HostEvent } from '@busbar/shared/protocol/link';
import { RecordFile } from '../storage/record-file.ts';
import { decodeRecords } from '../storage/record-lines.ts';

/**
 * One file of the outbox: consecutive events, the first of which names the file. Only the newest segment is
 * open and in memory; older ones are read when somebody asks for them.
 */
export type Segment = {
  readonly path: string;
  readonly firstSeq: number;
  lastSeq: number;
  sizeBytes: number;
};

const pattern = /^(\d{16})\.events$/;

export const segmentName = (firstSeq: number): string => `${String(firstSeq).padStart(16, '0')}.events`;

/** The segments among the names of a folder, oldest first. */
export const findSegments = (
  folder: string,
  names: readonly string[],
): { path: string; firstSeq: number }[] =>
  names
    .flatMap((name) => {
      const match = pattern.exec(name);
      return match === null ? [] : [{ path: join(folder, name), firstSeq: Number(match[1]) }];
    })
    .sort((a, b) => a.firstSeq - b.firstSeq);

/** The events of a closed segment. @throws `internal` when they are not the ones its name promises. */
export async function readSegment(path: string, firstSeq: number): Promise<readonly HostEvent[]> {
  const { records } = decodeRecords(await readFile(path));
  return parseEvents(path, firstSeq, records);
}

/** Opens the newest segment for appending. */
export async function openSegment(
  path: string,
  firstSeq: number,
): Promise<{ file: RecordFile; events: readonly HostEvent[] }> {
  const { file, records } = await RecordFile.open(path);
  try {
    return { file, events: parseEvents(path, firstSeq, records) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

export const removeSegment = (segment: Segment): Promise<void> => rm(segment.path, { force: true });

function parseEvents(path: string, firstSeq: number, records: readonly unknown[]): readonly HostEvent[] {
  return records.map((record, index) => {
    const event = HostEvent.parse(record);
    if (event.seq === firstSeq + index) return event;
    throw new AppError('internal', `The outbox file ${path} has event ${event.seq} out of its place.`);
  });
}
