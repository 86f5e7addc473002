import { expect, test } from 'vitest';
import { decodeRecords, encodeRecord } from './record-lines.ts';

const records = [{ a: 1 }, { text: 'ümlaut\nand "quotes"' }, { list: [1, 2, 3], deep: { x: null } }];
const whole = Buffer.from(records.map(encodeRecord).join(''));
const ends = records.map((_, index) =>
  Buffer.byteLength(
    records
      .slice(0, index + 1)
      .map(encodeRecord)
      .join(''),
  ),
);

test('what was encoded is decoded', () => {
  expect(decodeRecords(whole)).toEqual({ records, wholeBytes: whole.length, isDamaged: false });
});

test('cut at any byte, the whole lines before the cut remain and nothing else', () => {
  for (let cut = 0; cut <= whole.length; cut += 1) {
    const kept = ends.filter((end) => end <= cut).length;
    expect(decodeRecords(whole.subarray(0, cut)), `cut at ${cut}`).toEqual({
      records: records.slice(0, kept),
      wholeBytes: ends[kept - 1] ?? 0,
      isDamaged: false,
    });
  }
});

test('any changed byte but in the last line is damage, never another record', () => {
  // The newline before the last line is left out: without it the last two are one torn line.
  for (let at = 0; at < (ends[1] ?? 0) - 1; at += 1) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 0x01;
    const decoded = decodeRecords(changed);
    expect(decoded.isDamaged, `byte ${at}`).toBe(true);
    expect(records.slice(0, decoded.records.length)).toEqual(decoded.records);
  }
});

test('bytes of an unwritten block at the end are a torn line', () => {
  const decoded = decodeRecords(Buffer.concat([whole, Buffer.alloc(100)]));
  expect(decoded).toEqual({ records, wholeBytes: whole.length, isDamaged: false });
});
