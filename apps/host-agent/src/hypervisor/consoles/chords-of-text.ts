/** Text as keys of a US keyboard, the layout that firmware and installers have. Pure. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { KeyCode } from './key-codes.ts';
import type { Chord } from './keyboard.ts';

const places: readonly (readonly [plain: string, shifted: string, keys: readonly KeyCode[]])[] = [
  [
    '1234567890-=',
    '!@#$%^&*()_+',
    [
      ...([
        'Digit1',
        'Digit2',
        'Digit3',
        'Digit4',
        'Digit5',
        'Digit6',
        'Digit7',
        'Digit8',
        'Digit9',
      ] as const),
      ...(['Digit0', 'Minus', 'Equal'] as const),
    ],
  ],
  [
    "[]\\;'`,./",
    '{}|:"~<>?',
    [
      ...(['BracketLeft', 'BracketRight', 'Backslash', 'Semicolon', 'Quote', 'Backquote'] as const),
      ...(['Comma', 'Period', 'Slash'] as const),
    ],
  ],
];

const single: Readonly<Record<string, Chord>> = {
  ' ': ['Space'],
  '\n': ['Enter'],
  '\t': ['Tab'],
  '\b': ['Backspace'],
  '\u001b': ['Escape'],
};

const chords = new Map<string, Chord>(Object.entries(single));
for (const [plain, shifted, keys] of places) {
  for (const [at, key] of keys.entries()) {
    chords.set(plain[at] ?? '', [key]);
    chords.set(shifted[at] ?? '', ['ShiftLeft', key]);
  }
}
for (const letter of 'abcdefghijklmnopqrstuvwxyz') {
  const key = `Key${letter.toUpperCase()}` as KeyCode;
  chords.set(letter, [key]);
  chords.set(letter.toUpperCase(), ['ShiftLeft', key]);
}

/** @throws AppError `invalid-input` for a character that such a keyboard does not have. */
export function chordsOfText(text: string): readonly Chord[] {
  return Array.from(text, (character) => {
    const chord = chords.get(character);
    if (chord !== undefined) return chord;
    throw new AppError('invalid-input', `A US keyboard has no key for ${JSON.stringify(character)}.`);
  });
}
