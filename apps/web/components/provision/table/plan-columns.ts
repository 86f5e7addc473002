/** What each column of a pasted table means, by its title. Pure. */
import { closest } from '@busbar/seed/edit-distance';
import type { TemplateVariable } from '@busbar/shared/domain/template';

/** Titles as they are compared: lower case, letters and digits only; a unit may follow in the title. */
const fieldTitles = {
  name: ['name', 'vm', 'vmname', 'hostname'],
  cpuCount: ['cpu', 'cpus', 'cpucount', 'vcpu', 'vcpus', 'cores'],
  memoryMb: ['memory', 'memorymb', 'memorymib', 'ram', 'rammb', 'rammib'],
  diskGb: ['disk', 'diskgb', 'diskgib'],
  hostId: ['host', 'hostid'],
  tags: ['tags', 'tag'],
} as const;
export type TableField = keyof typeof fieldTitles;
const fields = Object.keys(fieldTitles) as TableField[];

/** What the page calls them, in the order it offers them. */
export const offeredTitles = ['name', 'cpu', 'memory', 'disk', 'host', 'tags'] as const;

export type ColumnTarget =
  | { readonly kind: 'field'; readonly field: TableField }
  | { readonly kind: 'variable'; readonly variable: TemplateVariable };
export type Column = {
  readonly title: string;
  /** Null when it means nothing; then there is a `fault`. */
  readonly target: ColumnTarget | null;
  readonly fault: string | null;
};

export function planColumns(
  titles: readonly string[],
  variables: readonly TemplateVariable[],
): readonly Column[] {
  const firstOf = new Map<string, string>();
  return titles.map((title) => {
    const target = targetOf(title, variables);
    if (target === null) return { title, target, fault: unknownTitle(title, variables) };
    const key = target.kind === 'field' ? target.field : `{{${target.variable.name}}}`;
    const first = firstOf.get(key);
    if (first === undefined) {
      firstOf.set(key, title);
      return { title, target, fault: null };
    }
    const twice = first === title ? 'stands here twice' : `means the same as "${first}"`;
    return { title, target: null, fault: `The column "${title}" ${twice}.` };
  });
}

/** A variable's exact name wins, so that a variable HOST can be filled beside the column host. */
function targetOf(title: string, variables: readonly TemplateVariable[]): ColumnTarget | null {
  const exact = variables.find(({ name }) => name === title);
  if (exact !== undefined) return { kind: 'variable', variable: exact };
  const simple = title.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const field = fields.find((candidate) => (fieldTitles[candidate] as readonly string[]).includes(simple));
  if (field !== undefined) return { kind: 'field', field };
  const asName = title.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
  const variable = variables.find(({ name, label }) => name === asName || label === title);
  return variable === undefined ? null : { kind: 'variable', variable };
}

function unknownTitle(title: string, variables: readonly TemplateVariable[]): string {
  if (title === '') return 'This column has cells but no title.';
  const suggestion = closest(title, [...offeredTitles, ...variables.map(({ name }) => name)]);
  const hint = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  return `There is no column "${title}".${hint}`;
}
