/** An optional ability of a driver (`keyboard` in its facts): keys as of a keyboard that is plugged in. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { KeyCode } from './key-codes.ts';

/** Keys that are held down together, pressed in this order: `['ControlLeft', 'AltLeft', 'Delete']`. */
export type Chord = readonly KeyCode[];

export const chordLimit = 512;

export interface Keyboard {
  /**
   * Presses and lets go of one chord after the other. They are on their way when this resolves; whether the guest takes
   * them nobody knows. Errors: `not-found` (VM); `precondition-failed` unless it runs; `invalid-input` (more than 512).
   */
  press(vmId: string, chords: readonly Chord[], signal: AbortSignal): Promise<void>;
}

export interface HasKeyboard {
  readonly keyboard: Keyboard;
}

/** @throws `unsupported` for a driver without the ability. */
export function keyboardOf(driver: object & { readonly name: string }): Keyboard {
  if ('keyboard' in driver) return (driver as HasKeyboard).keyboard;
  throw new AppError('unsupported', `VMs of the ${driver.name} driver have no keyboard.`);
}

/** @throws AppError `invalid-input` */
export function checkChords(chords: readonly Chord[]): void {
  if (chords.length <= chordLimit && chords.every(({ length }) => length > 0 && length <= 8)) return;
  throw new AppError('invalid-input', `At most ${chordLimit} times up to 8 keys are pressed at once.`);
}
