/**
 * Checksummed JSON lines: `<crc32, 8 hex digits> <JSON>\n`. An append that was cut by a crash or a full disk
 * leaves a last line that does not check; everything before it is whole.
 */
import { crc32 } from 'node:zlib';

export type DecodedRecords = {
  readonly records: readonly unknown[];
  /** Bytes of the whole lines; what follows is a torn append and may be cut off. */
  readonly wholeBytes: number;
  /** A line that does not check is followed by one that does: no crash does that, so something else wrote here. */
  readonly isDamaged: boolean;
};

export function encodeRecord(value: unknown): string {
  const json = JSON.stringify(value);
  return `${checksum(json)} ${json}\n`;
}

const checksum = (json: string | Buffer): string => crc32(json).toString(16).padStart(8, '0');

export function decodeRecords(content: Buffer): DecodedRecords {
  const records: unknown[] = [];
  let wholeBytes = 0;
  let isTorn = false;
  let isDamaged = false;
  for (let start = 0; start < content.length; ) {
    const newline = content.indexOf(0x0a, start);
    const end = newline === -1 ? content.length : newline;
    const record = newline === -1 ? undefined : decodeLine(content.subarray(start, end));
    if (record === undefined) isTorn = true;
    else if (isTorn) isDamaged = true;
    else {
      records.push(record.value);
      wholeBytes = end + 1;
    }
    start = end + 1;
  }
  return { records, wholeBytes, isDamaged };
}

function decodeLine(line: Buffer): { readonly value: unknown } | undefined {
  const json = line.subarray(9);
  if (line.subarray(0, 9).toString('latin1') !== `${checksum(json)} `) return undefined;
  return { value: JSON.parse(json.toString('utf8')) };
}
