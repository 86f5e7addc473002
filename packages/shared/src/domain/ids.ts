import { z } from 'zod';

/** A UUID in lower case; ours are version 7 (RFC 9562), so that they sort by the time they were made. */
export const Id = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
export type Id = z.infer<typeof Id>;

/**
 * When a version 7 id was made, in milliseconds since 1970; null for one of another version.
 *
 * RFC 9562 §5.7: the first 48 bits.
 */
export function madeAtMs(id: Id): number | null {
  return id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : null;
}

export type IdSource = { readonly nowMs: () => number; readonly randomBytes: (size: number) => Uint8Array };

/** RFC 9562 §5.7: 48 bits of milliseconds, version, 74 random bits. */
export function newId({ nowMs, randomBytes }: IdSource): Id {
  const bytes = randomBytes(16);
  const time = nowMs();
  for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(time / 2 ** (8 * (5 - index))) & 0xff;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
