/**
 * Where in a YAML document a position is, by indentation alone: what is being written is seldom valid YAML, and
 * a template is not YAML before it is rendered. Flow style (`{a: 1}`) is not looked into.
 */
export type YamlPlace = {
  /** Keys from the top; `[]` for the item of a list. */
  readonly path: readonly string[];
  /** What stands at the position: a key that is being written, or the value after a key. */
  readonly at: 'key' | 'value';
  /** The word so far, and where it begins in the text. */
  readonly word: string;
  readonly from: number;
  /** Keys that the same mapping has already; for `at: 'key'`. */
  readonly siblings: ReadonlySet<string>;
  /** The column of the key, from zero. */
  readonly indent: number;
  /** Whether the key begins an item of a list. */
  readonly isFirstOfItem: boolean;
};

type Line = {
  /** Columns of the dashes that the line begins with. */
  readonly dashes: readonly number[];
  /** Column of what follows them. */
  readonly column: number;
  readonly key: string | null;
  /** What stands after the colon, comments left out. */
  readonly value: string;
};

const keyPattern = /^("[^"]*"|'[^']*'|[^\s#:'"{}[\],&*!|>%@`][^:#]*?)\s*:(?:\s+(.*))?$/;
const wordPattern = /^[A-Za-z0-9_-]*$/;

/** Null for what is blank or a comment. */
function readLine(text: string): Line | null {
  const dashes: number[] = [];
  let column = text.length - text.trimStart().length;
  while (/^-(\s|$)/.test(text.slice(column))) {
    dashes.push(column);
    const rest = text.slice(column + 1);
    column += 1 + (rest.length - rest.trimStart().length);
  }
  const content = text.slice(column);
  if ((content === '' && dashes.length === 0) || content.startsWith('#')) return null;
  const [, key = null, value = ''] = keyPattern.exec(content) ?? [];
  return {
    dashes,
    column,
    key: key === null ? null : key.replace(/^(["'])(.*)\1$/, '$2'),
    value: value.replace(/(^|\s)#.*$/, '').trim(),
  };
}

/** How far up one looks for what a line belongs to; documents are far shorter. */
const lineLimit = 5000;

/** Null where no key and no value can be proposed: in a block of text, a comment, or flow style. */
export function yamlPlace(text: string, offset: number): YamlPlace | null {
  const begin = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(begin, offset);
  const own = readLine(`${before}x`);
  if (own === null) return null;
  const written = before.slice(own.column);
  const isKey = own.key === null && wordPattern.test(written);
  const value = /^[\w-]+:\s+([A-Za-z0-9_-]*)$/.exec(written);
  if (!isKey && value === null) return null;
  const above = text.slice(0, begin).split('\n').slice(0, -1).slice(-lineLimit);
  const ancestors = climb(above, own);
  if (ancestors === null) return null;
  const word = isKey ? written : (value?.[1] ?? '');
  const path = isKey ? ancestors.path : [...ancestors.path, own.key ?? ''];
  const siblings = new Set(ancestors.siblings);
  const end = text.indexOf('\n', offset);
  if (end !== -1)
    addSiblingsBelow(
      text
        .slice(end + 1)
        .split('\n')
        .slice(0, lineLimit),
      own.column,
      siblings,
    );
  return {
    path,
    at: isKey ? 'key' : 'value',
    word,
    from: offset - word.length,
    siblings,
    indent: own.column,
    isFirstOfItem: own.dashes.length > 0,
  };
}

type Climb = { readonly path: string[]; readonly siblings: Set<string> };

/** Goes up line by line; each that stands further left and can hold the former is its parent. */
function climb(above: readonly string[], own: Line): Climb | null {
  const path: string[] = [];
  const siblings = new Set<string>();
  let limit = own.column;
  let isItem = false;
  const enter = (dashes: readonly number[]): void => {
    for (const dash of dashes.toReversed()) {
      if (dash >= limit) continue;
      path.unshift('[]');
      limit = dash;
      isItem = true;
    }
  };
  enter(own.dashes);
  for (let at = above.length - 1; at >= 0 && (limit > 0 || isItem || path.length === 0); at -= 1) {
    const line = readLine(above[at] ?? '');
    if (line === null) continue;
    const isParent = line.column < limit || (line.column === limit && isItem && line.dashes.length === 0);
    if (isParent && line.key !== null) {
      // A parent with a value of its own holds text, or is not one: then nothing is known here.
      if (line.value !== '' && !/^[&!]\S+$/.test(line.value)) return null;
      path.unshift(line.key);
      limit = line.column;
      isItem = false;
    } else if (isParent && line.dashes.length === 0 && !/^(---|\{\{)/.test(above[at]?.trim() ?? '')) {
      return null;
    } else if (line.column === limit && !isItem && path.length === 0 && line.key !== null) {
      siblings.add(line.key);
    }
    enter(line.dashes);
  }
  return { path, siblings };
}

function addSiblingsBelow(lines: readonly string[], column: number, siblings: Set<string>): void {
  for (const text of lines) {
    const line = readLine(text);
    if (line === null) continue;
    if (line.column < column || line.dashes.some((dash) => dash < column)) return;
    if (line.column === column && line.dashes.length === 0 && line.key !== null) siblings.add(line.key);
  }
}
