/** ECMA-119's number, text and time fields, written into a buffer at an offset. */

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Joliet's UCS-2, most significant byte first. */
export function ucs2(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    bytes[at * 2] = unit >> 8;
    bytes[at * 2 + 1] = unit & 0xff;
  }
  return bytes;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** §7.2.3: 16 bits in both byte orders. */
export function both16(bytes: Uint8Array, offset: number, value: number): void {
  const view = viewOf(bytes);
  view.setUint16(offset, value, true);
  view.setUint16(offset + 2, value, false);
}

/** §7.3.3: 32 bits in both byte orders. */
export function both32(bytes: Uint8Array, offset: number, value: number): void {
  const view = viewOf(bytes);
  view.setUint32(offset, value, true);
  view.setUint32(offset + 4, value, false);
}

export function write16(bytes: Uint8Array, offset: number, value: number, littleEndian: boolean): void {
  viewOf(bytes).setUint16(offset, value, littleEndian);
}

export function write32(bytes: Uint8Array, offset: number, value: number, littleEndian: boolean): void {
  viewOf(bytes).setUint32(offset, value, littleEndian);
}

/** Text in a fixed field; what is left over is filled with `filler`, repeated. */
export function writeText(
  bytes: Uint8Array,
  field: { readonly offset: number; readonly length: number },
  text: Uint8Array,
  filler: Uint8Array,
): void {
  for (let at = 0; at < field.length; at++) {
    bytes[field.offset + at] = at < text.length ? text[at]! : filler[at % filler.length]!;
  }
}

/** §9.1.5: seven bytes, years since 1900; always UTC here. */
export function recordTime(time: Date): Uint8Array {
  return Uint8Array.of(
    Math.min(255, Math.max(0, time.getUTCFullYear() - 1900)),
    time.getUTCMonth() + 1,
    time.getUTCDate(),
    time.getUTCHours(),
    time.getUTCMinutes(),
    time.getUTCSeconds(),
    0,
  );
}

/** §8.4.26.1: sixteen digits and a zone byte; null is the field's "not specified". */
export function volumeTime(time: Date | null): Uint8Array {
  const bytes = new Uint8Array(17);
  const digits = time === null ? '0'.repeat(16) : `${time.toISOString().replace(/\D/g, '').slice(0, 14)}00`;
  bytes.set(ascii(digits.slice(0, 16)));
  return bytes;
}
