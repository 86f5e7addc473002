/** Two texts side by side: a line that went stands beside the one that came in its place. Pure. */
import { diffLines } from '../templates/versions/diff-lines.ts';

export type DiffRow = {
  readonly kind: 'same' | 'changed' | 'only-left' | 'only-right';
  readonly left: string | null;
  readonly right: string | null;
};

/** How a line or a text ends is no difference to cloud-init. */
const ended = (text: string): string => {
  const lines = text.replaceAll('\r\n', '\n');
  return lines === '' || lines.endsWith('\n') ? lines : `${lines}\n`;
};

export function sideBySide(left: string, right: string): readonly DiffRow[] {
  const rows: DiffRow[] = [];
  let [removed, added]: [string[], string[]] = [[], []];
  const pairUp = (): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) {
      const [one = null, other = null] = [removed[at], added[at]];
      const kind = one === null ? 'only-right' : other === null ? 'only-left' : 'changed';
      rows.push({ kind, left: one, right: other });
    }
    [removed, added] = [[], []];
  };
  for (const { sign, text } of diffLines(ended(left), ended(right))) {
    if (sign === '-') removed.push(text);
    else if (sign === '+') added.push(text);
    else {
      pairUp();
      rows.push({ kind: 'same', left: text, right: text });
    }
  }
  pairUp();
  return rows;
}
