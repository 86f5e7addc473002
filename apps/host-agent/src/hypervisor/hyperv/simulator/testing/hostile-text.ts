/** Text that would be code, a path, a pattern or something unprintable elsewhere (property-based tests). */
import fc from 'fast-check';

const code = [
  '"',
  "'",
  '`',
  '$(calc)',
  '$env:PATH',
  ';',
  '|',
  '&',
  '\n',
  '\r\n',
  '\t',
  '\\',
  '/',
  '..',
  '*',
  '?',
  '[a]',
];
const odd = [
  '%TEMP%',
  '{0}',
  '@{a=1}',
  '<x>',
  '\u2028',
  '\u0000',
  '\u0007',
  '\ud800',
  '😀',
  'ü',
  '日本',
  '\u202e',
  ' ',
];
const longest = 64 * 1024;

export const hostilePieces: readonly string[] = [...code, ...odd];

/** Of one to a dozen pieces, or anything at all. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...hostilePieces), { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 120 }),
);

/** 64 KiB (in UTF-16) of one piece. */
export const longHostileText = (piece: string): string =>
  piece.repeat(Math.ceil(longest / piece.length)).slice(0, longest);
