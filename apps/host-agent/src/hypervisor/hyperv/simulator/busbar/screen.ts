/** A screen in RGB565, as GetVirtualSystemThumbnailImage gives it: 16 bits a pixel, little-endian, row by row. Pure. */
const background = 0x0841;
const ink = 0xffff;
const cellPixels = 8;

/** Blank, with one block for each thing that was typed, so that a page sees its keys arrive. */
export function drawScreen(width: number, height: number, typed: number): Buffer {
  const image = Buffer.alloc(width * height * 2);
  const columns = Math.max(1, Math.floor(width / cellPixels));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const cell = Math.floor(y / cellPixels) * columns + Math.floor(x / cellPixels);
      image.writeUInt16LE(cell < typed ? ink : background, (y * width + x) * 2);
    }
  }
  return image;
}
