import type { Shape } from './table/shape.ts';

/** What people call the types of YAML. */
export const typeNames = {
  string: 'a text',
  integer: 'a number',
  number: 'a number',
  boolean: 'true or false',
  null: 'empty',
  date: 'a date',
} as const;

/** What a value may be, in words: "a text, true or false or a list". */
export function describeShape(shape: Shape): string {
  const parts = [
    ...shape.scalars.filter((type) => type !== 'null').map((type) => typeNames[type]),
    ...shape.values.map((value) => `"${value}"`),
    ...(shape.items === undefined ? [] : ['a list']),
    ...(shape.map === undefined ? [] : ['a mapping']),
  ];
  const unique = [...new Set(parts)];
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`;
}
