/**
 * The parameters of one call, references already resolved. The catalogue has checked names and JSON types; what is
 * left to check here is whether an object is of the kind that the parameter takes.
 */
import type { HypervObject, ObjectType } from '../results/hyperv-object.ts';
import { HypervError } from './hyperv-error.ts';

export type ArgumentValue = string | number | boolean | null | readonly (string | number)[] | HypervObject;

const isObject = (value: unknown): value is HypervObject =>
  typeof value === 'object' && value !== null && 'type' in value;

export class Arguments {
  readonly #values: ReadonlyMap<string, ArgumentValue>;

  constructor(values: ReadonlyMap<string, ArgumentValue>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  names(): readonly string[] {
    return [...this.#values.keys()];
  }

  /** Whether a switch is on: `-Force:$false` is off. */
  is(name: string): boolean {
    return this.#values.get(name) === true;
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (Array.isArray(value)) return value.length === 1 ? String(value[0]) : undefined;
    return typeof value === 'string' ? value : undefined;
  }

  /** A mandatory text. @throws HypervError for null and the empty text. */
  needText(name: string): string {
    const value = this.text(name);
    if (value !== undefined && value !== '') return value;
    throw new HypervError(
      'InvalidParameter',
      `Cannot validate argument on parameter '${name}'. The argument is null or empty.`,
    );
  }

  texts(name: string): readonly string[] | undefined {
    const value = this.#values.get(name);
    if (value === undefined || value === null) return undefined;
    return (Array.isArray(value) ? value : [value]).map(String);
  }

  number(name: string): number | undefined {
    const value = this.#values.get(name);
    return typeof value === 'number' ? value : undefined;
  }

  numbers(name: string): readonly number[] | undefined {
    const value = this.#values.get(name);
    if (value === undefined || value === null) return undefined;
    return (Array.isArray(value) ? value : [value]).map(Number);
  }

  boolean(name: string): boolean | undefined {
    const value = this.#values.get(name);
    return typeof value === 'boolean' ? value : undefined;
  }

  /** The object that a reference stood for. @throws HypervError when it is of another kind. */
  object<Type extends ObjectType>(
    name: string,
    ...types: readonly Type[]
  ): Extract<HypervObject, { type: Type }> | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    if (isObject(value) && (types as readonly ObjectType[]).includes(value.type)) {
      return value as Extract<HypervObject, { type: Type }>;
    }
    throw new HypervError(
      'InvalidParameter',
      `Cannot bind parameter '${name}'. Cannot convert the value to type "${types[0]}".`,
    );
  }
}
