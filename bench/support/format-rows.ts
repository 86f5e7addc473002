import type { BenchRow } from './bench-row.ts';

/** Rows as aligned text: name, figure, peer, ratio, target and whether it was met. */
export function formatRows(rows: readonly BenchRow[]): string {
  const cells = rows.map(cellsOf);
  const widths = cells.reduce<number[]>(
    (most, row) => row.map((cell, column) => Math.max(most[column] ?? 0, cell.length)),
    [],
  );
  return cells
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

function cellsOf({ name, value, unit, peer, ratio, target, ok }: BenchRow): string[] {
  return [
    name,
    `${digits(value)} ${unit}`,
    peer === undefined ? '' : `${peer.name} ${digits(peer.value)} ${unit}`,
    ratio === undefined ? '' : `${ratio.toFixed(2)}×`,
    target ?? '',
    ok === undefined ? '' : ok ? 'met' : 'missed',
  ];
}

/** Three figures that mean something. */
const digits = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
