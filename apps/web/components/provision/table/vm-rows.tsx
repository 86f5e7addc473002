'use client';
import { memo, useCallback, useRef } from 'react';
import { classNames } from '@/client/class-names.ts';
import type { VmRow, VmTable } from './parse-vm-table.ts';
import type { Column } from './plan-columns.ts';
import { ResultCell } from './result-cell.tsx';
import { type RowResult, type RowResults, resultOf } from './row-result.ts';

type VmRowsProps = {
  readonly table: VmTable;
  readonly results: RowResults;
  readonly chosen: VmRow | undefined;
  readonly onChoose: (row: VmRow) => void;
};

/** The rows as they were understood, each error in its cell, and what became of each VM. */
export function VmRows({ table, results, chosen, onChoose }: VmRowsProps) {
  const newest = useRef(onChoose);
  newest.current = onChoose;
  const choose = useCallback((row: VmRow) => newest.current(row), []);
  return (
    <>
      <p className="mt-3 text-xs text-ink-3">Choose a row to see its documents.</p>
      <div className="-mx-4 mt-1 -mb-3 max-h-[50vh] overflow-auto border-t border-line">
        <table aria-label="VMs of the table" className="w-full border-collapse text-left">
          <thead className="sticky top-0 z-10 bg-surface text-xs text-ink-3 shadow-[inset_0_-1px_0_var(--line)]">
            <tr className="h-8">
              <th scope="col" className="w-12 pl-4 font-normal">
                Line
              </th>
              <th scope="col" className="px-2 font-normal">
                Result
              </th>
              {table.columns.map(({ title, fault }, at) => (
                <th
                  // biome-ignore lint/suspicious/noArrayIndexKey: a title may stand there twice
                  key={at}
                  scope="col"
                  className={classNames('px-2 font-normal whitespace-nowrap', fault !== null && 'text-bad')}
                >
                  {title === '' ? 'no title' : title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <Row
                key={row.line}
                row={row}
                columns={table.columns}
                result={resultOf(results, row)}
                isChosen={row === chosen}
                onChoose={choose}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

type RowProps = {
  readonly row: VmRow;
  readonly columns: readonly Column[];
  readonly result: RowResult | null;
  readonly isChosen: boolean;
  readonly onChoose: (row: VmRow) => void;
};

const Row = memo(function Row({ row, columns, result, isChosen, onChoose }: RowProps) {
  const apart = row.faults.filter(({ column }) => column === null);
  return (
    <tr
      data-testid="vm-row"
      data-line={row.line}
      data-state={result?.state ?? (row.faults.length > 0 ? 'faulty' : 'ready')}
      className={classNames('border-t border-line align-top', isChosen && 'bg-copper-wash')}
    >
      <td className="py-1.5 pl-4 font-mono text-xs leading-5 text-ink-3">{row.line}</td>
      <td className="min-w-36 px-2 py-1.5">
        <ResultCell result={result} row={row} />
        {apart.map(({ message }) => (
          <span key={message} className="block text-xs text-bad">
            {message}
          </span>
        ))}
      </td>
      {columns.map((column, at) => {
        const fault = row.faults.find((candidate) => candidate.column === at);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
          <td key={at} className={classNames('px-2 py-1.5', fault !== undefined && 'min-w-44')}>
            <CellText row={row} column={column} text={row.cells[at] ?? ''} {...{ isChosen, onChoose }} />
            {fault !== undefined && <span className="block text-xs text-bad">{fault.message}</span>}
          </td>
        );
      })}
    </tr>
  );
});

type CellTextProps = {
  readonly row: VmRow;
  readonly column: Column;
  readonly text: string;
  readonly isChosen: boolean;
  readonly onChoose: (row: VmRow) => void;
};

/** The name chooses its row; a secret is not shown a second time. */
function CellText({ row, column: { target }, text, isChosen, onChoose }: CellTextProps) {
  if (target?.kind === 'field' && target.field === 'name') {
    return (
      <button
        type="button"
        aria-pressed={isChosen}
        className="font-medium whitespace-nowrap hover:underline pointer-coarse:min-h-8"
        onClick={() => onChoose(row)}
      >
        {text === '' ? 'no name' : text}
      </button>
    );
  }
  const isSecret = target?.kind === 'variable' && target.variable.type === 'secret';
  return (
    <span title={isSecret ? undefined : text} className="block max-w-64 truncate">
      {isSecret && text !== '' ? '••••••••' : text}
    </span>
  );
}
