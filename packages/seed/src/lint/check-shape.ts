/** Compares a tree with a shape of the table and reports where they differ. */
import { isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { closest } from '../edit-distance.ts';
import { describeShape, typeNames } from './describe-shape.ts';
import type { LintContext } from './lint-context.ts';
import { isAnything, type MapShape, type ScalarType, type Shape } from './table/shape.ts';

const depthLimit = 32;

type Place = { readonly path: string; readonly depth: number };

export function checkShape(context: LintContext, node: unknown, shape: Shape, place: Place): void {
  if (isAnything(shape) || place.depth > depthLimit || !context.mayVisit()) return;
  const target = context.follow(node);
  if (isMap(target) && shape.map !== undefined) checkMap(context, target, shape.map, place);
  else if (isSeq(target) && shape.items !== undefined) checkList(context, target, shape.items, place);
  else if (!(isScalar(target) && isAllowed(target, shape))) reportWrongValue(context, node, shape, place);
}

/** Lists for which cloud-init's schema wants at least one entry, by their key. */
const neverEmpty = new Set(
  'ssh_authorized_keys ssh_import_id ssh_genkeytypes runcmd bootcmd packages write_files mounts trusted arches doas'.split(
    ' ',
  ),
);

function checkList(context: LintContext, node: YAMLSeq, items: Shape, place: Place): void {
  if (node.items.length === 0 && neverEmpty.has(place.path.slice(place.path.lastIndexOf('.') + 1))) {
    context.report(node, {
      severity: 'warning',
      code: 'empty-list',
      message: `${place.path} is an empty list; cloud-init complains about it. Leave it out.`,
    });
  }
  node.items.forEach((item, index) => {
    checkShape(context, item, items, { path: `${place.path}[${index}]`, depth: place.depth + 1 });
  });
}

function checkMap(context: LintContext, node: YAMLMap, shape: MapShape, place: Place): void {
  const present = new Set<string>();
  for (const pair of node.items) {
    const key = keyOf(pair);
    present.add(key);
    if (key === '<<') continue;
    const listed = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
    const valueShape = listed ?? shape.others;
    const path = place.path === '' ? key : `${place.path}.${key}`;
    if (valueShape === undefined) reportUnknownKey(context, pair, shape, place.path);
    else checkPair(context, pair, valueShape, { path, depth: place.depth + 1 });
  }
  if (present.has('<<')) return;
  for (const required of shape.required) {
    if (present.has(required)) continue;
    context.report(node, {
      severity: 'error',
      code: 'missing-key',
      message: `${place.path === '' ? 'The document' : place.path} needs the key "${required}".`,
    });
  }
}

function checkPair(context: LintContext, pair: Pair, shape: Shape, place: Place): void {
  if (shape.deprecated !== undefined) {
    context.report(pair.key, {
      severity: 'info',
      code: 'deprecated',
      message: `${place.path} is deprecated. ${shape.deprecated}`,
    });
  }
  const isEmpty = pair.value === null || (isScalar(pair.value) && pair.value.value === null);
  if (isEmpty && !shape.scalars.includes('null') && !isAnything(shape)) {
    context.report(pair.key, {
      severity: 'warning',
      code: 'empty-value',
      message: `${place.path} has no value; it should be ${describeShape(shape)}. Leave it out if nothing is meant.`,
    });
    return;
  }
  checkShape(context, pair.value, shape, place);
}

/** A key as text; the parser gives the merge key (`<<`) as a symbol. A key that is a list or mapping has none. */
export function keyOf({ key }: Pair): string {
  if (!isScalar(key)) return '(complex key)';
  return typeof key.value === 'symbol' ? '<<' : String(key.value);
}

function reportUnknownKey(context: LintContext, pair: Pair, shape: MapShape, path: string): void {
  if (context.isFull()) return;
  const key = keyOf(pair);
  const suggestion = closest(key, Object.keys(shape.keys));
  const where = path === '' ? 'cloud-init has no module that reads it' : `${path} has no such key`;
  context.report(pair.key, {
    severity: suggestion === undefined ? 'warning' : 'error',
    code: 'unknown-key',
    message: `Unknown key "${clip(key)}": ${where}.${suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

function isAllowed(node: Scalar, shape: Shape): boolean {
  const type = typeOf(node);
  if (shape.scalars.some((allowed) => allowed === type || (allowed === 'number' && type === 'integer')))
    return true;
  return shape.values.some((value) => value === node.value || (value === false && node.value === 'off'));
}

function typeOf({ value }: Scalar): ScalarType | 'date' {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'string' ? 'string' : 'date';
}

function reportWrongValue(context: LintContext, node: unknown, shape: Shape, place: Place): void {
  const target = context.follow(node);
  const isChoice = isScalar(target) && typeof target.value === 'string' && shape.values.length > 0;
  if (isChoice && !shape.scalars.includes('string')) {
    const suggestion = closest(String(target.value), shape.values.map(String));
    context.report(node, {
      severity: 'error',
      code: 'unknown-value',
      message: `${place.path} cannot be "${clip(String(target.value))}"; it should be ${describeShape(shape)}.`,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
    return;
  }
  const found = isMap(target)
    ? 'a mapping'
    : isSeq(target)
      ? 'a list'
      : isScalar(target)
        ? typeNames[typeOf(target)]
        : 'nothing';
  const reason = shape.hint === undefined ? '' : ` ${shape.hint}`;
  context.report(node, {
    severity: 'error',
    code: 'wrong-type',
    message: `${place.path === '' ? 'The document' : place.path} is ${found}; it should be ${describeShape(shape)}.${reason}`,
    ...(shape.hint === undefined ? {} : { suggestion: shape.hint }),
  });
}

const clip = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
