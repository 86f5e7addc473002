/**
 * A pasted table as VMs to provision. Each row is checked by the API's own schema and by the rules of the
 * template's variables, and what is wrong is said at its cell. An empty cell takes what the form says. Pure.
 */
import { resolveVariable } from '@busbar/seed/render/resolve-variable';
import type { TemplateVariable } from '@busbar/shared/domain/template';
import { VmProvisionInput } from '@busbar/shared/jobs/vm-provision';
import type { z } from 'zod';
import { type Column, planColumns, type TableField } from './plan-columns.ts';
import { readCells, type TableLine } from './read-cells.ts';
import { readValue, type TableHost } from './read-value.ts';

/** More rows than anybody checks by eye; each is a request of its own. */
export const rowLimit = 500;

export type TableContext = {
  /** What the form says: the rest of each VM, and the value of a cell that is empty. */
  readonly base: Omit<z.input<typeof VmProvisionInput>, 'name'>;
  readonly variables: readonly TemplateVariable[];
  readonly hosts: readonly TableHost[];
};
export type CellFault = {
  /** The column's position; null for what no column holds. */
  readonly column: number | null;
  readonly message: string;
};
export type VmRow = {
  readonly line: number;
  /** As it is written, right or not. */
  readonly name: string;
  /** One for each column. */
  readonly cells: readonly string[];
  readonly faults: readonly CellFault[];
  /** For the preview, as far as the row can be read. */
  readonly draft: Pick<VmProvisionInput, 'cpuCount' | 'memoryMb' | 'variables'>;
  /** Null while there are faults. */
  readonly input: VmProvisionInput | null;
};
export type VmTable = {
  readonly columns: readonly Column[];
  readonly rows: readonly VmRow[];
  /** What is wrong with the table itself; nothing can be provisioned then. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
};

export function parseVmTable(text: string, context: TableContext): VmTable {
  const { lines, fault } = readCells(text);
  const problems = fault === null ? [] : [fault];
  const [header, ...body] = lines;
  if (header === undefined) return { columns: [], rows: [], problems };
  const columns = planColumns(titlesOf(header, body), context.variables);
  problems.push(
    ...columns.flatMap((column) =>
      column.fault === null ? [] : [{ line: header.line, message: column.fault }],
    ),
  );
  const nameColumn = columnOf(['name'], columns);
  if (nameColumn === null) {
    const message = 'No column is called name. The first line has to name the columns.';
    return { columns, rows: [], problems: [{ line: header.line, message }, ...problems] };
  }
  if (body.length > rowLimit) {
    const message = `The table has ${body.length} rows; at most ${rowLimit} are provisioned at once.`;
    return { columns, rows: [], problems: [{ line: header.line, message }, ...problems] };
  }
  const rows = body.map((line) => readRow(line, columns, context));
  return { columns, rows: withTwins(rows, nameColumn), problems };
}

/** Spreadsheets copy empty columns at the end too; those are no columns. */
function titlesOf(header: TableLine, body: readonly TableLine[]): readonly string[] {
  const isUsed = (at: number): boolean =>
    header.cells[at] !== '' || body.some(({ cells }) => (cells[at] ?? '') !== '');
  let count = header.cells.length;
  while (count > 0 && !isUsed(count - 1)) count -= 1;
  return header.cells.slice(0, count);
}

function readRow({ line, cells }: TableLine, columns: readonly Column[], context: TableContext): VmRow {
  const faults: CellFault[] = [];
  const given: Partial<Record<TableField, unknown>> = {};
  const variables: Record<string, string> = { ...context.base.variables };
  for (const [at, { target }] of columns.entries()) {
    const cell = cells[at] ?? '';
    if (target === null || cell === '') continue;
    if (target.kind === 'variable') {
      variables[target.variable.name] = cell;
      continue;
    }
    const read = readValue(target.field, cell, context.hosts);
    if ('fault' in read) faults.push({ column: at, message: read.fault });
    else given[target.field] = read.value;
  }
  const extra = cells.findIndex((cell, at) => at >= columns.length && cell !== '');
  if (extra !== -1) {
    const message = `This line has ${cells.length} cells, the first line has ${columns.length}.`;
    faults.push({ column: null, message });
  }
  const parsed = VmProvisionInput.safeParse({ ...context.base, name: '', ...given, variables });
  const more = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => ({
      column: columnOf(path, columns),
      message,
    })),
    ...variableFaults(variables, columns, context.variables),
  ];
  // A cell that could not be read is wrong once, not also for what the form has in its place.
  const unread = new Set(faults.map(({ column }) => column));
  faults.push(...more.filter(({ column }) => column === null || !unread.has(column)));
  return {
    line,
    name: String(given.name ?? ''),
    cells: columns.map((_, at) => cells[at] ?? ''),
    faults,
    draft: {
      cpuCount: parsed.success ? parsed.data.cpuCount : context.base.cpuCount,
      memoryMb: parsed.success ? parsed.data.memoryMb : context.base.memoryMb,
      variables,
    },
    input: parsed.success && faults.length === 0 ? parsed.data : null,
  };
}

function columnOf(path: readonly PropertyKey[], columns: readonly Column[]): number | null {
  const [field, name] = path;
  const at = columns.findIndex(({ target }) =>
    target?.kind === 'variable'
      ? field === 'variables' && target.variable.name === name
      : target?.kind === 'field' && target.field === field,
  );
  return at === -1 ? null : at;
}

function variableFaults(
  values: Readonly<Record<string, string>>,
  columns: readonly Column[],
  variables: readonly TemplateVariable[],
): CellFault[] {
  return variables.flatMap(({ name }) => {
    const resolution = resolveVariable(name, values, variables);
    if ('value' in resolution) return [];
    const column = columnOf(['variables', name], columns);
    const reason = resolution.reason.charAt(0).toUpperCase() + resolution.reason.slice(1);
    const remedy = column === null ? ' Add a column for it, or fill it in below.' : '';
    return [{ column, message: `${reason}${remedy}` }];
  });
}

/** A name that stands further up already is a fault of the lower row. */
function withTwins(rows: readonly VmRow[], nameColumn: number): readonly VmRow[] {
  const lineOf = new Map<string, number>();
  return rows.map((row) => {
    const first = lineOf.get(row.name);
    if (first === undefined || row.name === '') {
      lineOf.set(row.name, row.line);
      return row;
    }
    const message = `${row.name} is in line ${first} already.`;
    return { ...row, faults: [...row.faults, { column: nameColumn, message }], input: null };
  });
}
