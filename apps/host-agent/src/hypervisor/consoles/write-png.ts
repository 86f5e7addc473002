/** A screen as PNG (W3C Portable Network Graphics): eight bits a channel, no filter, by node:zlib. Pure. */
import { crc32, deflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const trueColour = 2;
/** Screens are mostly of one colour: the fastest level has them at a hundredth already. */
const level = 1;

/** @param rgb565 sixteen bits a pixel, little-endian, row by row, as Hyper-V tells a screen. */
export function pngOfRgb565(rgb565: Buffer, width: number, height: number): Buffer {
  const rowBytes = 1 + width * 3;
  const rows = Buffer.alloc(rowBytes * height);
  for (let y = 0; y < height; y += 1) {
    let at = y * rowBytes + 1;
    for (let x = 0; x < width; x += 1) {
      const pixel = rgb565.readUInt16LE((y * width + x) * 2);
      const [red, green, blue] = [pixel >> 11, (pixel >> 5) & 0x3f, pixel & 0x1f];
      // The highest bits once more at the end: white stays white.
      rows[at] = (red << 3) | (red >> 2);
      rows[at + 1] = (green << 2) | (green >> 4);
      rows[at + 2] = (blue << 3) | (blue >> 2);
      at += 3;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, trueColour], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}

/** Width and height of a PNG; null when it is none. Pure. */
export function sizeOfPng(png: Buffer): { readonly width: number; readonly height: number } | null {
  if (png.length < 24 || !png.subarray(0, 8).equals(signature)) return null;
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}
