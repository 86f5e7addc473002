import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Reading, RequestReader, requestLimitBytes } from './request-reader.ts';

const mark = Buffer.from([0xef, 0xbb, 0xbf]);

/** What the reader makes of bytes that come in these pieces, and then end. */
function read(bytes: Buffer, cuts: readonly number[] = []): Reading | null {
  const reader = new RequestReader();
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let start = 0;
  for (const end of [...ends, bytes.length]) {
    reader.push(bytes.subarray(start, end));
    start = end;
  }
  return reader.finish();
}

const text = fc.string({ unit: 'binary', minLength: 1 }).filter((candidate) => {
  return candidate.trim() !== '' && !/[\r\n]/.test(candidate) && candidate.isWellFormed();
});
const blank = fc
  .array(fc.constantFrom('\n', '\r\n', '  \n', '\t\r\n'), { maxLength: 4 })
  .map((lines) => lines.join(''));
const cuts = fc.array(fc.nat(), { maxLength: 20 });

test('a request is what it is, however it is cut, ended, marked and surrounded', () => {
  fc.assert(
    fc.property(
      text,
      blank,
      fc.constantFrom('\n', '\r\n', ''),
      fc.boolean(),
      cuts,
      (line, before, end, isMarked, at) => {
        const bytes = Buffer.concat([
          isMarked ? mark : Buffer.alloc(0),
          Buffer.from(`${before}${line}${end}`),
        ]);
        expect(read(bytes, at)).toEqual({
          kind: 'request',
          text: line
            .trim()
            .replace(/^\ufeff/, '')
            .trim(),
        });
      },
    ),
  );
});

test('what follows the first line changes nothing', () => {
  fc.assert(
    fc.property(text, fc.uint8Array(), cuts, (line, after, at) => {
      const bytes = Buffer.concat([Buffer.from(`${line}\n`), after]);
      expect(read(bytes, at)).toEqual(read(Buffer.from(line)));
    }),
  );
});

test('any bytes give the same reading in one piece and in many, and never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), cuts, (bytes, at) => {
      expect(read(Buffer.from(bytes), at)).toEqual(read(Buffer.from(bytes)));
    }),
  );
});

test('1 MiB is read, one byte more is not, and its beginning is kept', () => {
  const line = `{"id":"big"${' '.repeat(requestLimitBytes - 11)}`;
  const whole = Buffer.from(`${line}\r\n`);
  expect(read(Buffer.concat([mark, whole]), [70_000])).toMatchObject({ kind: 'request' });
  const over = read(Buffer.from(`${line}x\n`), [1, 500_000]);
  expect(over).toMatchObject({ kind: 'too-large' });
  expect(over).toHaveProperty('start', line.slice(0, 4096));
});

test('an endless line is given up as soon as it is too long', () => {
  const reader = new RequestReader();
  const chunk = Buffer.alloc(64 * 1024, 0x61);
  let pushed = 0;
  while (reader.push(chunk) === null) pushed += chunk.length;
  expect(pushed).toBeLessThanOrEqual(requestLimitBytes);
  expect(reader.push(Buffer.from('\n'))).toMatchObject({ kind: 'too-large' });
});

test('what is no UTF-8 is said to be none', () => {
  const bytes = Buffer.from([0x7b, 0x22, 0x69, 0x64, 0x22, 0xff, 0x0a]);
  expect(read(bytes)).toMatchObject({ kind: 'not-utf8' });
  expect(read(Buffer.from('\n\r\n  \n'))).toBeNull();
  expect(read(Buffer.alloc(0))).toBeNull();
});
