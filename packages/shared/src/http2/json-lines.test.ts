import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readJsonLines, writeJsonLine } from './json-lines.ts';

const Line = z.object({ n: z.number(), text: z.string() });
const values = [
  { n: 1, text: 'a' },
  { n: 2, text: 'ü\n日' },
];
async function collect(stream: PassThrough, limitBytes?: number): Promise<unknown[]> {
  const lines: unknown[] = [];
  for await (const line of readJsonLines(stream, Line, limitBytes === undefined ? {} : { limitBytes }))
    lines.push(line);
  return lines;
}

test('lines arrive whole however the bytes are split', async () => {
  const bytes = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join('\n'));
  for (let at = 0; at <= bytes.length; at++) {
    const stream = new PassThrough();
    stream.write(bytes.subarray(0, at));
    stream.end(bytes.subarray(at));
    expect(await collect(stream)).toEqual(values);
  }
});

test('a line over the limit, what is no JSON, what does not fit and a cut line are errors', async () => {
  const read = (text: string): Promise<unknown> => {
    const stream = new PassThrough();
    stream.end(text);
    return collect(stream, 50);
  };
  await expect(read(`{"n":1,"text":"${'x'.repeat(60)}"}\n`)).rejects.toMatchObject({ code: 'bad-peer' });
  await expect(read('x'.repeat(51))).rejects.toMatchObject({ code: 'bad-peer' });
  await expect(read('nonsense\n')).rejects.toMatchObject({ code: 'bad-peer' });
  await expect(read('{"n":"1"}\n')).rejects.toMatchObject({ code: 'bad-peer' });
  await expect(read('{"n":1,"text":"')).rejects.toMatchObject({ code: 'truncated' });
});

test('a writer waits for a slow reader, and hears when the stream is closed', async () => {
  const stream = new PassThrough({ highWaterMark: 10 });
  let isWritten = false;
  const written = writeJsonLine(stream, values[0]).then(() => {
    isWritten = true;
  });
  await new Promise(setImmediate);
  expect(isWritten).toBe(false);
  stream.resume();
  await written;
  await expect(writeJsonLine(stream, 'x'.repeat(100), { limitBytes: 50 })).rejects.toMatchObject({
    code: 'too-large',
  });
  stream.destroy();
  await expect(writeJsonLine(stream, 1)).rejects.toMatchObject({ code: 'truncated' });
});
