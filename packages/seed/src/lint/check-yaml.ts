/** What the YAML parser says, and keys that stand twice. */
import { isMap, isScalar, type Node, visit } from 'yaml';
import type { ParsedYaml } from '../yaml-document.ts';
import { keyOf } from './check-shape.ts';
import type { LintContext } from './lint-context.ts';

/** The parser's codes whose own message does not say what to do. */
const explanations: Readonly<Record<string, string>> = {
  BAD_INDENT: 'The indentation does not fit the lines above.',
  TAB_AS_INDENT: 'A tab stands where YAML wants spaces.',
  MULTIPLE_DOCS: 'A second document begins here ("---"); cloud-init reads only one.',
  MULTILINE_IMPLICIT_KEY: 'This looks like a key but goes on over several lines; a colon may be missing.',
  MISSING_CHAR: 'A closing quote or bracket, a comma or a colon is missing.',
  BLOCK_AS_IMPLICIT_KEY: 'A second colon followed by a space stands on this line; put the text in quotes.',
  UNEXPECTED_TOKEN: 'This cannot stand here.',
};

/** True when the document could not be read as YAML. */
export function reportYamlErrors(context: LintContext, { document, lines }: ParsedYaml): boolean {
  for (const error of document.errors.slice(0, 20)) {
    const { line, col } = lines.linePos(error.pos[0]);
    const reason = explanations[error.code];
    context.reportLine(
      Math.max(1, line),
      {
        severity: 'error',
        code: 'yaml',
        message: `Not valid YAML: ${reason ?? error.message}${reason === undefined ? '' : ` (${error.message})`}`,
      },
      Math.max(1, col),
    );
  }
  return document.errors.length > 0;
}

export function reportDuplicateKeys(context: LintContext, root: Node): void {
  visit(root, {
    Map(_key, node) {
      if (!isMap(node)) return;
      const seen = new Set<string>();
      for (const pair of node.items) {
        const key = keyOf(pair);
        if (isScalar(pair.key) && seen.has(key) && key !== '<<') {
          context.report(pair.key, {
            severity: 'error',
            code: 'duplicate-key',
            message: `The key "${key.slice(0, 40)}" stands twice; cloud-init keeps only the last one.`,
          });
        }
        seen.add(key);
      }
    },
  });
}
