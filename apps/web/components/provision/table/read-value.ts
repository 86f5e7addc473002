/** One cell as the value of a field. Whether the value is allowed is for the API's own schema to say. Pure. */
import { closest } from '@busbar/seed/edit-distance';
import type { TableField } from './plan-columns.ts';

/** A host as a cell may name it; `refusal` says why it cannot take these VMs. */
export type TableHost = {
  readonly id: string;
  readonly name: string;
  readonly refusal: string | null;
};
export type Value = { readonly value: unknown } | { readonly fault: string };

export function readValue(field: TableField, cell: string, hosts: readonly TableHost[]): Value {
  switch (field) {
    case 'name':
      return { value: cell };
    case 'cpuCount':
      return /^[+-]?\d+$/.test(cell)
        ? { value: Number(cell) }
        : { fault: `"${clip(cell)}" is not a whole number.` };
    case 'memoryMb':
      return readSize(cell, { mib: 1, gib: 1024, tib: 1024 * 1024 }, 'MiB');
    case 'diskGb':
      return readSize(cell, { gib: 1, tib: 1024 }, 'GiB');
    case 'hostId':
      return readHost(cell, hosts);
    case 'tags':
      return { value: cell.split(/[\s,;]+/).filter(Boolean) };
  }
}

/** A bare number is in `unit`; "2 GiB" says its own. */
function readSize(cell: string, units: Readonly<Record<string, number>>, unit: string): Value {
  const [, digits, named] = /^([+-]?\d+(?:\.\d+)?)\s*([a-z]+)?$/i.exec(cell) ?? [];
  const factor = named === undefined ? 1 : units[named.toLowerCase()];
  const size = Number(digits) * (factor ?? Number.NaN);
  if (Number.isInteger(size)) return { value: size };
  return { fault: `"${clip(cell)}" is not a size. Write ${unit} as a whole number, or for example "2 GiB".` };
}

function readHost(cell: string, hosts: readonly TableHost[]): Value {
  const host = hosts.find(({ id, name }) => id === cell || name.toLowerCase() === cell.toLowerCase());
  if (host === undefined) {
    const suggestion = closest(
      cell,
      hosts.map(({ name }) => name),
    );
    const hint = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
    return { fault: `There is no host "${clip(cell)}".${hint}` };
  }
  return host.refusal === null ? { value: host.id } : { fault: host.refusal };
}

const clip = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
