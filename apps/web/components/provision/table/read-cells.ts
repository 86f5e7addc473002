/**
 * The text of a spreadsheet as lines of cells. Quoting is that of RFC 4180 §2: a cell in double quotes may hold
 * delimiters and line ends, and two quotes for one. It knows nothing of VMs.
 */
export type TableLine = {
  /** Where it begins in the pasted text; lines count from one. */
  readonly line: number;
  readonly cells: readonly string[];
};
export type CellsResult = {
  /** Without blank lines. */
  readonly lines: readonly TableLine[];
  /** Why reading stopped; what came before it is in `lines`. */
  readonly fault: { readonly line: number; readonly message: string } | null;
};

/** 500 VMs with a few SSH keys each; more is an accident, and would make the page slow. */
export const textLimit = 1024 * 1024;
const lineEnd = /\r\n|\r|\n/g;

type Cell = { readonly text: string; readonly end: number; readonly fault?: string };

export function readCells(text: string): CellsResult {
  if (text.length > textLimit)
    return { lines: [], fault: { line: 1, message: 'This is more than 1 MiB of text; paste less at once.' } };
  const source = text.replace(/^\uFEFF/, '');
  const delimiter = delimiterOf(source);
  const lines: TableLine[] = [];
  let at = 0;
  let line = 1;
  while (at < source.length) {
    const begin = line;
    const cells: string[] = [];
    for (let isLast = false; !isLast; ) {
      const cell = readCell(source, at, delimiter);
      if (cell.fault !== undefined) return { lines, fault: { line, message: cell.fault } };
      line += countLineEnds(source.slice(at, cell.end));
      cells.push(cell.text);
      isLast = source[cell.end] !== delimiter;
      at = isLast ? cell.end : cell.end + 1;
    }
    if (at < source.length) {
      at += source.startsWith('\r\n', at) ? 2 : 1;
      line += 1;
    }
    if (cells.some((cell) => cell.trim() !== '')) lines.push({ line: begin, cells });
  }
  return { lines, fault: null };
}

const countLineEnds = (text: string): number => text.match(lineEnd)?.length ?? 0;

/** What parts the first line's cells: a tab as spreadsheets copy, a comma, or the semicolon of some countries' CSV. */
function delimiterOf(source: string): string {
  let isQuoted = false;
  const seen = new Set<string>();
  for (const character of source) {
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if ((character === '\n' || character === '\r') && seen.size > 0) break;
    else seen.add(character);
  }
  return ['\t', ',', ';'].find((candidate) => seen.has(candidate)) ?? ',';
}

function readCell(source: string, begin: number, delimiter: string): Cell {
  let at = begin;
  while (source[at] === ' ') at += 1;
  return source[at] === '"' ? quotedCell(source, at, delimiter) : plainCell(source, at, delimiter);
}

function plainCell(source: string, begin: number, delimiter: string): Cell {
  let end = begin;
  while (end < source.length && source[end] !== delimiter && source[end] !== '\n' && source[end] !== '\r')
    end += 1;
  return { text: source.slice(begin, end).trim(), end };
}

function quotedCell(source: string, begin: number, delimiter: string): Cell {
  let close = source.indexOf('"', begin + 1);
  while (close !== -1 && source[close + 1] === '"') close = source.indexOf('"', close + 2);
  if (close === -1) return { text: '', end: begin, fault: 'A quoted cell begins here and never ends.' };
  const rest = plainCell(source, close + 1, delimiter);
  if (rest.text !== '') {
    const message = `After the closing quote stands "${rest.text.slice(0, 40)}". Write quotes inside a quoted cell twice.`;
    return { text: '', end: begin, fault: message };
  }
  return { text: source.slice(begin + 1, close).replaceAll('""', '"'), end: rest.end };
}
