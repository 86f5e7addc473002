/** The parts that every view with a version has. */
export type Versioned = { readonly id: string; readonly version: number };

const isVersioned = (value: object): value is Versioned =>
  'id' in value && 'version' in value && typeof value.id === 'string' && typeof value.version === 'number';

/** Answers are `{ items: [view] }`, `{ pages: [{ items }] }` or `{ vm }`; nothing lies deeper. */
const depthLimit = 5;

/**
 * Puts newer views in place of older ones, anywhere in an answer. Untouched branches keep their identity, so
 * that React renders only what changed. Removed ids leave their lists.
 */
export function replaceViews(
  value: unknown,
  newer: ReadonlyMap<string, Versioned>,
  removed: ReadonlySet<string>,
  depth = 0,
): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date || depth > depthLimit)
    return value;
  if (Array.isArray(value)) return replaceInList(value, newer, removed, depth);
  if (isVersioned(value)) {
    const found = newer.get(value.id);
    return found && found.version > value.version ? found : value;
  }
  return replaceInObject(value as Record<string, unknown>, newer, removed, depth);
}

function replaceInList(
  list: readonly unknown[],
  newer: ReadonlyMap<string, Versioned>,
  removed: ReadonlySet<string>,
  depth: number,
): readonly unknown[] {
  let hasChanged = false;
  const next: unknown[] = [];
  for (const item of list) {
    if (typeof item === 'object' && item !== null && isVersioned(item) && removed.has(item.id)) {
      hasChanged = true;
      continue;
    }
    const replaced = replaceViews(item, newer, removed, depth + 1);
    hasChanged ||= replaced !== item;
    next.push(replaced);
  }
  return hasChanged ? next : list;
}

function replaceInObject(
  object: Record<string, unknown>,
  newer: ReadonlyMap<string, Versioned>,
  removed: ReadonlySet<string>,
  depth: number,
): Record<string, unknown> {
  let next: Record<string, unknown> | null = null;
  for (const key of Object.keys(object)) {
    const replaced = replaceViews(object[key], newer, removed, depth + 1);
    if (replaced === object[key]) continue;
    next ??= { ...object };
    next[key] = replaced;
  }
  return next ?? object;
}

/** Remembers what realtime delivered; bounded, because a fetch in flight is younger than its last changes. */
const rememberedViews = 5_000;

export class NewestViews {
  readonly #views = new Map<string, Versioned>();
  readonly #removed = new Set<string>();

  remember(view: Versioned): void {
    const known = this.#views.get(view.id);
    if (known && known.version >= view.version) return;
    this.#views.delete(view.id);
    this.#views.set(view.id, view);
    if (this.#views.size > rememberedViews) this.#views.delete(this.#views.keys().next().value ?? '');
  }

  forget(id: string): void {
    this.#views.delete(id);
    this.#removed.add(id);
    if (this.#removed.size > rememberedViews) this.#removed.delete(this.#removed.values().next().value ?? '');
  }

  overlay(answer: unknown): unknown {
    return this.#views.size === 0 && this.#removed.size === 0
      ? answer
      : replaceViews(answer, this.#views, this.#removed);
  }
}
