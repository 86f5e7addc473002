import { describeShape } from '../lint/describe-shape.ts';
import { isAnything, type Shape } from '../lint/table/shape.ts';
import type { CompletionOption } from './completion.ts';
import { type Language, meaningOf } from './meaning-of.ts';
import type { YamlPlace } from './yaml-place.ts';

export type ShapeAt = {
  readonly language: Language;
  readonly path: readonly string[];
  readonly shape: Shape;
};

/** More values than this are counted instead of named: the editor has one line for each key. */
const namedLimit = 4;

/** Keys that a mapping may have and has not yet; what is deprecated is not proposed. */
export function keyOptions(at: ShapeAt, place: YamlPlace, rest: string): CompletionOption[] {
  const { map } = at.shape;
  if (map === undefined || isAnything(at.shape)) return [];
  const hasColon = /^[\w-]*\s*:/.test(rest);
  return Object.entries(map.keys)
    .filter(([key, shape]) => shape.deprecated === undefined && (hasColon || !place.siblings.has(key)))
    .map(([key, shape]) => ({
      label: key,
      type: shape.values.length > namedLimit ? `one of ${shape.values.length} values` : describeShape(shape),
      meaning: meaningOf(at.language, [...at.path, key]) ?? '',
      insert: hasColon ? key : `${key}:${beginningOf(shape, place.indent)}`,
      isRequired: map.required.includes(key),
      hasMore: !hasColon && hasProposals(shape),
    }));
}

/** What follows the colon: a place on the same line for a scalar, else the first line of a list or mapping. */
function beginningOf(shape: Shape, indent: number): string {
  if (shape.scalars.length > 0 || shape.values.length > 0 || isAnything(shape)) return ' ';
  const deeper = `\n${' '.repeat(indent + 2)}`;
  return shape.items === undefined ? deeper : `${deeper}- `;
}

function hasProposals(shape: Shape): boolean {
  if (shape.scalars.length > 0 || shape.values.length > 0) return valueOptions(shape).length > 0;
  const inner = shape.items ?? shape;
  return Object.keys(inner.map?.keys ?? {}).length > 0 || inner.values.length > 0;
}

/** Values that are known by name. */
export function valueOptions(shape: Shape): CompletionOption[] {
  if (isAnything(shape)) return [];
  const named = [
    ...shape.values.map(String),
    ...(shape.scalars.includes('boolean') ? ['true', 'false'] : []),
  ];
  return [...new Set(named)].map((value) => ({
    label: value,
    type: '',
    meaning: '',
    insert: value,
    isRequired: false,
    hasMore: false,
  }));
}
