// biome-ignore-all lint/a11y/useFocusableInteractive: a header is not operated itself; its button is
// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, which table elements do not allow
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Column } from './column.ts';
import type { Sort } from './use-sort.ts';

type HeaderRowProps<Row> = {
  readonly columns: readonly Column<Row>[];
  readonly tracks: string;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly selectAll?: { readonly isAll: boolean; readonly onToggle: (isAll: boolean) => void };
};

export function HeaderRow<Row>({ columns, tracks, sort, onSort, selectAll }: HeaderRowProps<Row>) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10 bg-canvas">
      <div
        role="row"
        tabIndex={-1}
        aria-rowindex={1}
        className="grid h-8 items-center border-y border-line px-4 text-xs text-ink-3"
        style={{ gridTemplateColumns: tracks }}
      >
        {selectAll && (
          <span role="columnheader" className="flex items-center">
            <input
              type="checkbox"
              aria-label="Select all"
              className="size-4"
              checked={selectAll.isAll}
              onChange={(event) => selectAll.onToggle(event.target.checked)}
            />
          </span>
        )}
        {columns.map((column) => {
          const direction = sort.id === column.id ? (sort.desc ? 'descending' : 'ascending') : undefined;
          return (
            <span
              key={column.id}
              role="columnheader"
              aria-sort={direction}
              className={`min-w-0 truncate ${column.isRight ? 'pr-6 text-right' : 'pr-3'}`}
            >
              {column.sortBy ? (
                <button
                  type="button"
                  className="inline-flex h-8 items-center gap-1 hover:text-ink"
                  onClick={() => onSort({ id: column.id, desc: direction === 'ascending' })}
                >
                  {column.header}
                  {direction === 'ascending' && <ArrowUp aria-hidden className="size-3" />}
                  {direction === 'descending' && <ArrowDown aria-hidden className="size-3" />}
                </button>
              ) : (
                column.header
              )}
            </span>
          );
        })}
      </div>
    </div>
  );
}
