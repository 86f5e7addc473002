/** A small language for what a value may be. The tables beside this file are written in it. */
export type ScalarType = 'string' | 'integer' | 'number' | 'boolean' | 'null';

export type Shape = {
  readonly scalars: readonly ScalarType[];
  /** Allowed besides `scalars`. */
  readonly values: readonly (string | number | boolean)[];
  readonly items?: Shape;
  readonly map?: MapShape;
  /** What to use instead; the value is still checked. */
  readonly deprecated?: string;
  /** Why a value of another type is a common mistake, and what to write. */
  readonly hint?: string;
};

export type MapShape = {
  readonly keys: Readonly<Record<string, Shape>>;
  readonly required: readonly string[];
  /** The shape of keys that are not listed; absent: they are not allowed. */
  readonly others?: Shape;
};

const scalar = (...scalars: ScalarType[]): Shape => ({ scalars, values: [] });

export const text = scalar('string');
export const int = scalar('integer');
export const number = scalar('integer', 'number');
export const bool = scalar('boolean');
export const nothing = scalar('null');

export const values = (...allowed: (string | number | boolean)[]): Shape => ({
  scalars: [],
  values: allowed,
});

export const list = (items: Shape): Shape => ({ scalars: [], values: [], items });

export const keys = (
  allowed: Record<string, Shape>,
  options: { readonly required?: readonly string[]; readonly others?: Shape } = {},
): Shape => ({
  scalars: [],
  values: [],
  map: {
    keys: allowed,
    required: options.required ?? [],
    ...(options.others === undefined ? {} : { others: options.others }),
  },
});

export const mapOf = (others: Shape): Shape => keys({}, { others });

/** Any of several shapes; at most one of them may be a list, and at most one a mapping. */
export const either = (...shapes: readonly Shape[]): Shape => ({
  ...Object.assign({}, ...shapes),
  scalars: shapes.flatMap((shape) => shape.scalars),
  values: shapes.flatMap((shape) => shape.values),
});

export const deprecated = (shape: Shape, instead: string): Shape => ({ ...shape, deprecated: instead });

export const hinted = (shape: Shape, hint: string): Shape => ({ ...shape, hint });

const leaf = scalar('string', 'integer', 'number', 'boolean', 'null');

/** Not checked further. */
export const anything: Shape = { ...leaf, items: leaf, map: { keys: {}, required: [], others: leaf } };

export const isAnything = (shape: Shape): boolean => shape === anything;
