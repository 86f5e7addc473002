/** Finds the value of one variable and checks it against its declaration. */
import { builtInVariables, type TemplateVariable, type VariableValues } from '@busbar/shared/domain/template';
import { closest } from '../edit-distance.ts';

export type VariableType = TemplateVariable['type'];

/** Line ends are `\n`; final line ends are dropped, so that a pasted key does not add an empty line. */
export type ResolvedValue = { readonly type: VariableType; readonly text: string };

export type Resolution =
  | { readonly value: ResolvedValue }
  | { readonly code: 'unknown-variable' | 'missing-value' | 'invalid-value'; readonly reason: string };

/**
 * A variable exists when it is declared, built in, or simply given a value (the names of vmgenie templates
 * are such). A declared default fills in for a value that is absent; an empty value is a value.
 */
export function resolveVariable(
  name: string,
  values: VariableValues,
  declared: readonly TemplateVariable[],
): Resolution {
  const declaration = declared.find((variable) => variable.name === name);
  const given = Object.hasOwn(values, name) ? values[name] : undefined;
  const isBuiltIn = (builtInVariables as readonly string[]).includes(name);
  if (declaration === undefined && given === undefined && !isBuiltIn) return unknown(name, values, declared);
  const text = (given ?? declaration?.defaultValue ?? '').replaceAll(/\r\n?/g, '\n').replace(/\n+$/, '');
  const isRequired = declaration?.required ?? given === undefined;
  if (text === '' && isRequired) {
    return { code: 'missing-value', reason: `the variable ${name} has no value.` };
  }
  const value: ResolvedValue = { type: declaration?.type ?? typeOfUndeclared(name), text };
  const fault = text === '' ? null : faultOf(value, declaration);
  return fault === null ? { value } : { code: 'invalid-value', reason: `the variable ${name} ${fault}.` };
}

function unknown(
  name: string,
  values: VariableValues,
  declared: readonly TemplateVariable[],
): Extract<Resolution, { code: string }> {
  const known = [...declared.map((variable) => variable.name), ...builtInVariables, ...Object.keys(values)];
  const suggestion = closest(name, known);
  const hint = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  return {
    code: 'unknown-variable',
    reason: `the variable ${name} is not declared by this template and not built in.${hint}`,
  };
}

const typeOfUndeclared = (name: string): VariableType => {
  if (name === 'CPU_COUNT' || name === 'MEMORY_MB') return 'number';
  if (name === 'MERGE_AVHDX') return 'boolean';
  return 'text';
};

function faultOf({ type, text }: ResolvedValue, declaration: TemplateVariable | undefined): string | null {
  if (declaration === undefined) return null;
  if (type === 'number' && !/^-?\d+(\.\d+)?$/.test(text)) return `must be a number, not "${clip(text)}"`;
  if (type === 'boolean' && text !== 'true' && text !== 'false') {
    return `must be true or false, not "${clip(text)}"`;
  }
  if (type === 'choice' && !declaration.choices.includes(text)) {
    return `must be one of ${declaration.choices.join(', ')}, not "${clip(text)}"`;
  }
  return null;
}

const clip = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
