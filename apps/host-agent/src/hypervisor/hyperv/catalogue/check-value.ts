/** Whether a JSON value fits a documented parameter type. Says what is wrong, or null. */
import type { CmdletValue } from '../hyperv-host.ts';
import type { ParameterFacts } from './catalogue.ts';

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** `d.hh:mm:ss`, as .NET writes a TimeSpan. */
const timeSpan = /^(\d+\.)?\d{1,2}:\d{2}:\d{2}(\.\d+)?$/;
const versionNumber = /^\d+\.\d+(\.\d+){0,2}$/;

const integerRanges: Readonly<Record<string, readonly [number, number]>> = {
  Byte: [0, 0xff],
  Int16: [-0x8000, 0x7fff],
  UInt16: [0, 0xffff],
  Int32: [-0x8000_0000, 0x7fff_ffff],
  UInt32: [0, 0xffff_ffff],
  // A JSON number is exact only this far; 8 PiB is more than any disk or memory here.
  Int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  UInt64: [0, Number.MAX_SAFE_INTEGER],
};

/** Types that a string stands for; any other type needs a reference, unless its accepted values are listed. */
const textForms: Readonly<Record<string, (text: string) => string | null>> = {
  String: () => null,
  Guid: (text) => (guid.test(text) ? null : 'is no GUID'),
  TimeSpan: (text) => (timeSpan.test(text) ? null : 'is no time span (d.hh:mm:ss)'),
  DateTime: (text) => (Number.isNaN(Date.parse(text)) ? 'is no date' : null),
  Version: (text) => (versionNumber.test(text) ? null : 'is no version'),
};

const itemType = (type: string): string => type.replace(/\[\]$/, '');

/** True when values of this type are objects of Hyper-V, which only a reference can name. */
export function needsReference(facts: ParameterFacts): boolean {
  const type = itemType(facts.type);
  return (
    facts.accepted === undefined &&
    !(type in textForms) &&
    !(type in integerRanges) &&
    type !== 'Boolean' &&
    type !== 'SwitchParameter'
  );
}

export function checkValue(
  value: Exclude<CmdletValue, object> | readonly (string | number)[],
  facts: ParameterFacts,
): string | null {
  if (needsReference(facts)) return `takes an object (${facts.type}), named by a reference`;
  // A string may be taken away by null: `Set-VMDvdDrive -Path $null` ejects.
  if (value === null) return facts.type === 'String' ? null : `takes ${facts.type}, not null`;
  if (typeof value !== 'object') return checkItem(value, facts);
  if (!facts.type.endsWith('[]')) return `takes one ${facts.type}, not a list`;
  if (value.length === 0) return 'takes at least one value';
  for (const item of value) {
    const problem = checkItem(item, facts);
    if (problem !== null) return problem;
  }
  return null;
}

function checkItem(
  item: string | number | boolean,
  { type: listType, accepted }: ParameterFacts,
): string | null {
  const type = itemType(listType);
  if (type === 'Boolean' || type === 'SwitchParameter') {
    return typeof item === 'boolean' ? null : `takes true or false (${type})`;
  }
  const range = integerRanges[type];
  if (range !== undefined) {
    if (typeof item !== 'number' || !Number.isSafeInteger(item)) return `takes a whole number (${type})`;
    if (item < range[0] || item > range[1]) return `takes ${type}, from ${range[0]} to ${range[1]}`;
  } else {
    if (typeof item !== 'string') return `takes text (${type})`;
    const problem = textForms[type]?.(item) ?? null;
    if (problem !== null) return problem;
  }
  if (accepted !== undefined && type !== 'String' && !accepted.includes(String(item))) {
    return `takes one of ${accepted.join(', ')}`;
  }
  return null;
}
