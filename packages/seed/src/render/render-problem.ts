import type { SeedDocumentName } from '@busbar/shared/domain/template';
import { seedFileNames } from '../seed-files.ts';
import type { Placeholder } from './placeholders.ts';

/** Why a placeholder could not be filled. The placeholder stays in the document as it was written. */
export type RenderProblem = {
  readonly code: 'unknown-variable' | 'missing-value' | 'invalid-value' | 'bad-placeholder' | 'unsafe-value';
  readonly document: SeedDocumentName;
  /** From one, in the template. */
  readonly line: number;
  readonly column: number;
  /** What stands between the braces. */
  readonly variable: string;
  /** A sentence for a person; names variable, document and line. */
  readonly message: string;
};

export function renderProblem(
  code: RenderProblem['code'],
  at: { readonly document: SeedDocumentName; readonly placeholder: Placeholder },
  reason: string,
): RenderProblem {
  const { line, column, raw, name } = at.placeholder;
  const variable = name ?? raw.replaceAll(/[{}]/g, '').trim();
  const where = `${seedFileNames[at.document]}, line ${line}`;
  return { code, document: at.document, line, column, variable, message: `${where}: ${reason}` };
}
