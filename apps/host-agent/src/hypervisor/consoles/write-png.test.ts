import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { pngOfRgb565, sizeOfPng } from './write-png.ts';

/** Red, green, blue; black, white, a grey. */
const pixels = Buffer.alloc(12);
[0xf800, 0x07e0, 0x001f, 0x0000, 0xffff, 0x8410].forEach((pixel, at) => {
  pixels.writeUInt16LE(pixel, at * 2);
});
const colours = [
  [255, 0, 0, 0, 255, 0, 0, 0, 255],
  [0, 0, 0, 255, 255, 255, 132, 130, 132],
];

test('rows without a filter, and full brightness stays full', () => {
  const png = pngOfRgb565(pixels, 3, 2);
  expect(sizeOfPng(png)).toEqual({ width: 3, height: 2 });
  const at = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  expect([...rows]).toEqual(colours.flatMap((row) => [0, ...row]));
});

test('what is no PNG has no size', () => {
  expect(sizeOfPng(Buffer.from('P6 3 2 255 '.repeat(9)))).toBeNull();
  expect(sizeOfPng(Buffer.alloc(0))).toBeNull();
});
