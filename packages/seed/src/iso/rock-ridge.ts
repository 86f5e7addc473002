/**
 * Rock Ridge (RRIP 1.09, "RRIP_1991A") on the System Use Sharing Protocol: the fields that give Linux the
 * real names, modes and times. Symbolic links, devices and relocated folders are not written.
 */
import { ascii, both32, recordTime } from './byte-fields.ts';

export const continuationFieldBytes = 28;

const field = (signature: string, body: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(4 + body.length);
  bytes.set(ascii(signature));
  bytes[2] = bytes.length;
  bytes[3] = 1;
  bytes.set(body, 4);
  return bytes;
};

/** SUSP §5.3: marks the protocol's use; first in the root's own record. */
export const markField = (): Uint8Array => field('SP', Uint8Array.of(0xbe, 0xef, 0));

/** RRIP §4.1.1: mode, links, owner and group (both root). */
export function permissionField(mode: number, links: number): Uint8Array {
  const body = new Uint8Array(32);
  both32(body, 0, mode);
  both32(body, 8, links);
  return field('PX', body);
}

/** RRIP §4.1.6: modification, access and attribute times, in the short form. */
export function timeField(time: Date): Uint8Array {
  const body = new Uint8Array(22);
  body[0] = 0x0e;
  for (let at = 0; at < 3; at++) body.set(recordTime(time), 1 + at * 7);
  return field('TF', body);
}

/** RRIP §4.1.4: the name in UTF-8. 64 UTF-16 units are at most 192 bytes, so one field is enough. */
export const nameField = (name: string): Uint8Array =>
  field('NM', Uint8Array.of(0, ...new TextEncoder().encode(name)));

/** SUSP §5.1: more fields follow elsewhere. */
export function continuationField(at: { lba: number; offset: number; lengthBytes: number }): Uint8Array {
  const body = new Uint8Array(24);
  both32(body, 0, at.lba);
  both32(body, 8, at.offset);
  both32(body, 16, at.lengthBytes);
  return field('CE', body);
}

/** SUSP §5.5: names the extension in use. Needs a continuation: it is too long for the root's record. */
export function extensionField(): Uint8Array {
  const id = ascii('RRIP_1991A');
  const description = ascii(
    'THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS',
  );
  const source = ascii('PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.');
  return field(
    'ER',
    Uint8Array.of(id.length, description.length, source.length, 1, ...id, ...description, ...source),
  );
}
