/**
 * What may stand at a position of a template's document: variables after `{{`, keys and values of cloud-init
 * by the table that lint uses, for Windows those that cloudbase-init reads. Pure; the editor and anything else that writes
 * templates can ask it.
 */
import type { SeedDocumentName, TemplateVariable } from '@busbar/shared/domain/template';
import type { SeedDialect } from '../dialect.ts';
import { formatOf } from '../document-format.ts';
import { cloudConfigShape } from '../lint/table/cloud-config.ts';
import { cloudbaseTable } from '../lint/table/cloudbase-config.ts';
import { networkV1Shape, networkV2Shape } from '../lint/table/network-config.ts';
import { keys, type Shape } from '../lint/table/shape.ts';
import { completeVariable } from './complete-variable.ts';
import type { Completions } from './completion.ts';
import { keyOptions, type ShapeAt, valueOptions } from './key-options.ts';
import type { Language } from './meaning-of.ts';
import { metaDataShape } from './meta-data.ts';
import { type YamlPlace, yamlPlace } from './yaml-place.ts';

export type CompletionInput = {
  readonly document: SeedDocumentName;
  readonly text: string;
  readonly offset: number;
  readonly variables: readonly Pick<TemplateVariable, 'name' | 'label' | 'type'>[];
  readonly dialect: SeedDialect;
};

/** Null where nothing is known, such as in a script or within a block of text. */
export function completeDocument(input: CompletionInput): Completions | null {
  const { document, text, offset, variables, dialect } = input;
  const variable = completeVariable(text, offset, variables);
  if (variable !== null) return variable;
  const language = languageOf(document, text);
  const place = language === null ? null : yamlPlace(text, offset);
  if (language === null || place === null) return null;
  const at = resolve(language, place, dialect);
  if (at === null) return null;
  const isItem = place.at === 'key' && place.isFirstOfItem;
  const options =
    place.at === 'value'
      ? valueOptions(at.shape)
      : [...keyOptions(at, place, restOfLine(text, offset)), ...(isItem ? valueOptions(at.shape) : [])];
  if (options.length === 0) return null;
  return { kind: place.at, word: place.word, from: place.from, to: offset, options };
}

const restOfLine = (text: string, offset: number): string => /[^\n]*/.exec(text.slice(offset))?.[0] ?? '';

/** Lint also knows the keys that are passed over there; nobody is to be led to them. */
const windowsShape = keys(cloudbaseTable);

const shapes: Readonly<Record<Language, Shape>> = {
  'cloud-config': cloudConfigShape,
  'network-v1': networkV1Shape,
  'network-v2': networkV2Shape,
  'meta-data': metaDataShape,
};

function languageOf(document: SeedDocumentName, text: string): Language | null {
  if (document === 'metaData') return 'meta-data';
  if (document === 'networkConfig') return /^\s*version:\s*1\b/m.test(text) ? 'network-v1' : 'network-v2';
  const { kind } = formatOf(text);
  return kind === 'cloud-config' || kind === 'unknown' ? 'cloud-config' : null;
}

/** The shape at a place; names of a person's own become `*` in the path. */
function resolve(language: Language, place: YamlPlace, dialect: SeedDialect): ShapeAt | null {
  const isWindows = language === 'cloud-config' && dialect === 'cloudbase-init';
  let shape: Shape | undefined = isWindows ? windowsShape : shapes[language];
  const path: string[] = [];
  const isWrapped = language.startsWith('network') && place.path[0] === 'network';
  for (const step of isWrapped ? place.path.slice(1) : place.path) {
    if (step === '[]') {
      shape = shape.items;
    } else {
      const listed: Shape | undefined =
        shape.map !== undefined && Object.hasOwn(shape.map.keys, step) ? shape.map.keys[step] : undefined;
      path.push(listed === undefined ? '*' : step);
      shape = listed ?? shape.map?.others;
    }
    if (shape === undefined) return null;
  }
  return { language, path, shape };
}
