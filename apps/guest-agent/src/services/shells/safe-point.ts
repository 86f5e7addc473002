/**
 * Where a viewer may begin to read in the middle of a terminal's output. Beginning inside an escape
 * sequence shows its tail as text; beginning inside a UTF-8 character shows a replacement character.
 */

/** Operating system commands, device control and other strings of ECMA-48 §5.6: ESC followed by one of these. */
const stringOpeners = new Set([0x5d /* ] */, 0x50 /* P */, 0x5f /* _ */, 0x5e /* ^ */, 0x58 /* X */]);
const bell = 0x07;
const esc = 0x1b;
const lineFeed = 0x0a;

/** How far a line's beginning is looked for, in bytes. */
export const safePointSearchBytes = 64 * 1024;

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/**
 * Distance from the beginning of `bytes` to the first place where output may begin: after a line feed that
 * is not inside a string sequence, else before an escape sequence, else at the first whole character.
 */
export function findSafePoint(bytes: Uint8Array): number {
  return lineBeginning(bytes) ?? sequenceBeginning(bytes) ?? characterBeginning(bytes);
}

function lineBeginning(bytes: Uint8Array): number | null {
  let isInString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === esc) isInString = stringOpeners.has(bytes[index + 1] ?? 0);
    else if (byte === bell) isInString = false;
    else if (byte === lineFeed && !isInString) return index + 1;
  }
  return null;
}

function sequenceBeginning(bytes: Uint8Array): number | null {
  for (let index = 0; index < bytes.length - 1; index += 1) {
    // ESC \ ends a string sequence; it does not begin anything.
    if (bytes[index] === esc && bytes[index + 1] !== 0x5c) return index;
  }
  return null;
}

function characterBeginning(bytes: Uint8Array): number {
  const index = bytes.findIndex((byte) => !isContinuation(byte));
  return index < 0 ? bytes.length : index;
}
