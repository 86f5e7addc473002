/**
 * Remembers which modes a program has set on a terminal, so that whoever leaves it in the middle (of an editor, say) can
 * put the terminal back: alternate screen, hidden cursor, mouse, pasting. Pure; it changes nothing of what passes.
 */

/** DEC private modes that a program would undo when it ends, and whether a terminal has them set by itself. */
const watched: ReadonlyMap<number, boolean> = new Map([
  [1, false],
  [7, true],
  [9, false],
  [25, true],
  [47, false],
  [1000, false],
  [1002, false],
  [1003, false],
  [1004, false],
  [1005, false],
  [1006, false],
  [1015, false],
  [1047, false],
  [1049, false],
  [2004, false],
]);

const sequence = /\x1b\[\?([\d;]{1,64})([hl])/g;
/** A sequence that a chunk ends in the middle of. */
const begun = /\x1b(?:\[(?:\?[\d;]{0,64})?)?$/;
const resetRendition = '\x1b[0m';
const ordinaryKeypad = '\x1b>';

export class PrivateModes {
  readonly #changed = new Map<number, boolean>();
  #rest = '';

  watch(output: Uint8Array): void {
    const text =
      this.#rest + Buffer.from(output.buffer, output.byteOffset, output.byteLength).toString('latin1');
    for (const [, modes = '', verb] of text.matchAll(sequence)) {
      for (const mode of modes.split(';')) this.#set(Number(mode), verb === 'h');
    }
    this.#rest = begun.exec(text)?.[0] ?? '';
  }

  /** What puts the terminal back as it was. */
  undo(): string {
    const modes = [...this.#changed].map(([mode, isSet]) => `\x1b[?${mode}${isSet ? 'l' : 'h'}`);
    return `${modes.join('')}${ordinaryKeypad}${resetRendition}`;
  }

  #set(mode: number, isSet: boolean): void {
    const usual = watched.get(mode);
    if (usual === undefined) return;
    if (usual === isSet) this.#changed.delete(mode);
    else this.#changed.set(mode, isSet);
  }
}
