/** Fills placeholders in text that is not YAML (scripts, MIME), and in YAML that does not parse anyway. */
import type { Segment } from './placeholders.ts';
import type { ResolvedValue } from './resolve-variable.ts';

export type ResolvedSegment = Exclude<Segment, { kind: 'placeholder' }> | ResolvedPlaceholder;
export type ResolvedPlaceholder = Extract<Segment, { kind: 'placeholder' }> & {
  readonly value: ResolvedValue;
};

/**
 * Values are inserted as they are: a script's author quotes them as the script needs. The second and later
 * lines of a value get the indentation of the line on which the placeholder stands.
 */
export function renderText(segments: readonly ResolvedSegment[]): string {
  let output = '';
  for (const segment of segments) {
    if (segment.kind === 'text') {
      output += segment.text;
      continue;
    }
    output += indentLines(segment.value.text, indentationAt(output));
  }
  return output;
}

/** The white space that begins the last line of `text`. */
export const indentationAt = (text: string): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n') + 1))![0];

/** Empty lines stay empty. */
export const indentLines = (text: string, indentation: string): string =>
  text.replaceAll(/\n(?=[^\n])/g, `\n${indentation}`);
