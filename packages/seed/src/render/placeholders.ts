/**
 * The template language, all of it: `{{ NAME }}` (spaces optional) stands for a variable's value, and
 * `{{{{` stands for `{{`, for texts that use braces themselves. Anything else between `{{` and `}}` is a
 * mistake and is reported, except in a document that begins with `## template: jinja`: there only names in
 * capitals are ours, the rest is left to cloud-init.
 */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'placeholder';
      /** As written, braces included. */
      readonly raw: string;
      /** Null when what stands between the braces is no variable name, or the braces are not closed. */
      readonly name: string | null;
      readonly line: number;
      readonly column: number;
    };

export type Placeholder = Extract<Segment, { kind: 'placeholder' }>;

const token = /\{\{\{\{|\{\{([^{}\n]*)\}\}|\{\{/g;
const variableName = /^[A-Z][A-Z0-9_]{0,63}$/;

/** Lines and columns count from one. */
export function splitPlaceholders(template: string, isJinja: boolean): Segment[] {
  const segments: Segment[] = [];
  const lines = lineCounter(template);
  let at = 0;
  const text = (value: string): void => {
    if (value !== '') segments.push({ kind: 'text', text: value });
  };
  for (const match of template.matchAll(token)) {
    text(template.slice(at, match.index));
    at = match.index + match[0].length;
    const trimmed = match[1]?.trim() ?? '';
    const name = variableName.test(trimmed) ? trimmed : null;
    if (name === null && isJinja) text(match[0]);
    else if (match[0] === '{{{{') text('{{');
    else segments.push({ kind: 'placeholder', raw: match[0], name, ...lines(match.index) });
  }
  text(template.slice(at));
  return segments;
}

/** Positions must be asked for in ascending order. */
function lineCounter(text: string): (offset: number) => { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  return (offset) => {
    for (let next = text.indexOf('\n', lineStart); next !== -1 && next < offset; ) {
      line += 1;
      lineStart = next + 1;
      next = text.indexOf('\n', lineStart);
    }
    return { line, column: offset - lineStart + 1 };
  };
}
