/**
 * Keys by their places on a keyboard, as the W3C names them (UI Events KeyboardEvent code Values), and what a PC keyboard
 * sends for them: scan codes of set 1, `0xe0…` where a key has that prefix. The guest's layout says what they mean.
 */
const letters = {
  KeyA: 0x1e,
  KeyB: 0x30,
  KeyC: 0x2e,
  KeyD: 0x20,
  KeyE: 0x12,
  KeyF: 0x21,
  KeyG: 0x22,
  KeyH: 0x23,
  KeyI: 0x17,
  KeyJ: 0x24,
  KeyK: 0x25,
  KeyL: 0x26,
  KeyM: 0x32,
  KeyN: 0x31,
  KeyO: 0x18,
  KeyP: 0x19,
  KeyQ: 0x10,
  KeyR: 0x13,
  KeyS: 0x1f,
  KeyT: 0x14,
  KeyU: 0x16,
  KeyV: 0x2f,
  KeyW: 0x11,
  KeyX: 0x2d,
  KeyY: 0x15,
  KeyZ: 0x2c,
} as const;
const digits = {
  Digit1: 0x02,
  Digit2: 0x03,
  Digit3: 0x04,
  Digit4: 0x05,
  Digit5: 0x06,
  Digit6: 0x07,
  Digit7: 0x08,
  Digit8: 0x09,
  Digit9: 0x0a,
  Digit0: 0x0b,
} as const;
const signs = {
  Minus: 0x0c,
  Equal: 0x0d,
  BracketLeft: 0x1a,
  BracketRight: 0x1b,
  Semicolon: 0x27,
  Quote: 0x28,
  Backquote: 0x29,
  Backslash: 0x2b,
  Comma: 0x33,
  Period: 0x34,
  Slash: 0x35,
  Space: 0x39,
  IntlBackslash: 0x56,
} as const;
const controls = {
  Escape: 0x01,
  Backspace: 0x0e,
  Tab: 0x0f,
  Enter: 0x1c,
  ControlLeft: 0x1d,
  ShiftLeft: 0x2a,
  ShiftRight: 0x36,
  AltLeft: 0x38,
  CapsLock: 0x3a,
  NumLock: 0x45,
  ScrollLock: 0x46,
  ControlRight: 0xe01d,
  AltRight: 0xe038,
  MetaLeft: 0xe05b,
  MetaRight: 0xe05c,
  ContextMenu: 0xe05d,
  PrintScreen: 0xe037,
} as const;
const movement = {
  Home: 0xe047,
  ArrowUp: 0xe048,
  PageUp: 0xe049,
  ArrowLeft: 0xe04b,
  ArrowRight: 0xe04d,
  End: 0xe04f,
  ArrowDown: 0xe050,
  PageDown: 0xe051,
  Insert: 0xe052,
  Delete: 0xe053,
} as const;
const functions = {
  F1: 0x3b,
  F2: 0x3c,
  F3: 0x3d,
  F4: 0x3e,
  F5: 0x3f,
  F6: 0x40,
  F7: 0x41,
  F8: 0x42,
  F9: 0x43,
  F10: 0x44,
  F11: 0x57,
  F12: 0x58,
} as const;
const numberPad = {
  Numpad0: 0x52,
  Numpad1: 0x4f,
  Numpad2: 0x50,
  Numpad3: 0x51,
  Numpad4: 0x4b,
  Numpad5: 0x4c,
  Numpad6: 0x4d,
  Numpad7: 0x47,
  Numpad8: 0x48,
  Numpad9: 0x49,
  NumpadAdd: 0x4e,
  NumpadSubtract: 0x4a,
  NumpadMultiply: 0x37,
  NumpadDecimal: 0x53,
  NumpadDivide: 0xe035,
  NumpadEnter: 0xe01c,
} as const;

export const scanCodes = {
  ...letters,
  ...digits,
  ...signs,
  ...controls,
  ...movement,
  ...functions,
  ...numberPad,
} as const;
export type KeyCode = keyof typeof scanCodes;

/** What a keyboard sends for a chord: each key going down, then each coming up, the last first. Pure. */
export function bytesOfChord(chord: readonly KeyCode[]): number[] {
  const down = chord.map((key) => scanCodes[key]);
  const up = down.toReversed().map((code) => code | 0x80);
  return [...down, ...up].flatMap((code) => (code > 0xff ? [code >> 8, code & 0xff] : [code]));
}
