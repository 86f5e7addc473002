/**
 * Templates to documents. The browser's preview, the control plane and the host agent call this same
 * function, so what a person saw is what the VM gets.
 */
import type {
  SeedDocumentName,
  SeedDocuments,
  TemplateVariable,
  VariableValues,
} from '@busbar/shared/domain/template';
import { formatOf, isYamlFormat } from '../document-format.ts';
import { type Segment, splitPlaceholders } from './placeholders.ts';
import { type RenderProblem, renderProblem } from './render-problem.ts';
import { type ResolvedSegment, renderText } from './render-text.ts';
import { isYaml, placeholdersOf, renderYaml } from './render-yaml.ts';
import { resolveVariable } from './resolve-variable.ts';
import { isPrintable } from './yaml-scalar.ts';

export type RenderResult = { readonly documents: SeedDocuments; readonly problems: readonly RenderProblem[] };

/**
 * Fills every `{{ NAME }}` of every document. Never throws for what a template or a value contains: whoever
 * needs a usable result refuses it while `problems` is not empty.
 *
 * @param values by name; a declared default fills in for an absent one
 * @param declared the template's own variables; built-in ones need no declaration
 */
export function renderDocuments(
  template: SeedDocuments,
  values: VariableValues,
  declared: readonly TemplateVariable[],
): RenderResult {
  const problems: RenderProblem[] = [];
  const rendered = Object.entries(template).flatMap(([name, text]): [string, string][] => {
    if (text === undefined) return [];
    const result = renderDocument({ document: name as SeedDocumentName, text, values, declared });
    problems.push(...result.problems);
    return [[name, result.text]];
  });
  return { documents: { ...template, ...Object.fromEntries(rendered) }, problems };
}

type DocumentInput = {
  readonly document: SeedDocumentName;
  readonly text: string;
  readonly values: VariableValues;
  readonly declared: readonly TemplateVariable[];
};

function renderDocument(input: DocumentInput): { text: string; problems: RenderProblem[] } {
  const format = formatOf(input.text);
  const mayBeYaml =
    input.document === 'metaData' || input.document === 'networkConfig' || isYamlFormat(format);
  const { segments, problems } = resolve(splitPlaceholders(input.text, format.isJinja), input);
  const placeholders = placeholdersOf(segments);
  if (placeholders.length === 0) return { text: renderText(segments), problems };
  const asYaml = mayBeYaml ? renderYaml(segments) : null;
  if (asYaml !== null) return { text: asYaml, problems };
  const asText = renderText(segments);
  const isBroken = mayBeYaml && isYaml(renderText(segments.map(withHarmlessValue)));
  for (const placeholder of placeholders) {
    if (!isBroken && isPrintable(placeholder.value.text)) continue;
    const reason = `the value of ${placeholder.name} cannot stand here; quote the placeholder or move it to a block of its own.`;
    problems.push(renderProblem('unsafe-value', { document: input.document, placeholder }, reason));
  }
  return { text: asText, problems };
}

const withHarmlessValue = (segment: ResolvedSegment): ResolvedSegment =>
  segment.kind === 'text' ? segment : { ...segment, value: { type: 'text', text: 'x' } };

function resolve(
  segments: readonly Segment[],
  { document, values, declared }: DocumentInput,
): { segments: ResolvedSegment[]; problems: RenderProblem[] } {
  const problems: RenderProblem[] = [];
  const resolved = segments.map((segment): ResolvedSegment => {
    if (segment.kind === 'text') return segment;
    const at = { document, placeholder: segment };
    if (segment.name === null) {
      const reason = `${segment.raw} is not a variable (write {{ NAME }} in capitals; write {{{{ for two braces).`;
      problems.push(renderProblem('bad-placeholder', at, reason));
      return { kind: 'text', text: segment.raw };
    }
    const resolution = resolveVariable(segment.name, values, declared);
    if ('value' in resolution) return { ...segment, value: resolution.value };
    problems.push(renderProblem(resolution.code, at, resolution.reason));
    return { kind: 'text', text: segment.raw };
  });
  return { segments: resolved, problems };
}
