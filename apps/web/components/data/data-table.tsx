// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, which table elements do not allow
'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useIsMedium, useIsNarrow, useIsTouch } from '@/client/use-media.ts';
import type { Column } from './column.ts';
import { HeaderRow } from './header-row.tsx';
import { sortRows } from './sort-rows.ts';
import { TableRow } from './table-row.tsx';
import { useRowKeys } from './use-row-keys.ts';
import type { Sort } from './use-sort.ts';

const rowHeight = { mouse: 32, touch: 44 } as const;

export type DataTableProps<Row extends { readonly id: string }> = {
  /** What the table lists, for screen readers. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  /** Ids of columns that are left out. The list may still be in the order of one of them. */
  readonly hidden?: ReadonlySet<string>;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly onOpen: (row: Row) => void;
  readonly onPeek?: (row: Row) => void;
  /** Id of the row that the keyboard is on; kept by the page so that it can live in the URL. */
  readonly currentId: string | null;
  readonly onCurrent: (id: string) => void;
  readonly selection?: {
    readonly ids: ReadonlySet<string>;
    readonly onChange: (ids: ReadonlySet<string>) => void;
  };
  readonly rowClass?: (row: Row) => string | undefined;
  /** Something beside the table takes its room: leave out what a medium screen would. */
  readonly isCompact?: boolean;
};

/** A list of up to 20,000 rows: only what is in view is rendered. Keyboard: j, k, Enter, Space, x. */
export function DataTable<Row extends { readonly id: string }>(props: DataTableProps<Row>) {
  const { label, rows, columns, sort, onSort, onOpen, onPeek, currentId, onCurrent, selection, rowClass } =
    props;
  const { isCompact = false, hidden } = props;
  const isNarrow = useIsNarrow();
  const isMedium = useIsMedium() || isCompact;
  const height = useIsTouch() ? rowHeight.touch : rowHeight.mouse;
  const scroller = useRef<HTMLDivElement>(null);
  const visible = useMemo(
    () =>
      columns.filter(
        ({ id, hideBelow }) =>
          !(
            hidden?.has(id) === true ||
            (hideBelow === 'narrow' && isNarrow) ||
            (hideBelow !== undefined && hideBelow === 'medium' && isMedium)
          ),
      ),
    [columns, hidden, isNarrow, isMedium],
  );
  const sortBy = columns.find(({ id }) => id === sort.id)?.sortBy;
  const sorted = useMemo(
    () => (sortBy === undefined ? rows : sortRows(rows, sortBy, sort.desc)),
    [rows, sortBy, sort.desc],
  );
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => sorted[index]?.id ?? index,
    overscan: 12,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height needs another measurement
  useEffect(() => virtual.measure(), [virtual, height]);
  const current = currentId === null ? -1 : sorted.findIndex((row) => row.id === currentId);
  const toggle = (id: string): void => {
    if (!selection) return;
    const next = new Set(selection.ids);
    if (!next.delete(id)) next.add(id);
    selection.onChange(next);
  };
  // The same two functions for every render: rows that did not change are not rendered again while scrolling.
  const latest = useRef({ onOpen, toggle });
  latest.current = { onOpen, toggle };
  const [acts] = useState(() => ({
    open: (row: Row): void => latest.current.onOpen(row),
    toggle: (row: Row): void => latest.current.toggle(row.id),
  }));
  const at =
    (run: ((row: Row) => void) | undefined) =>
    (index: number): void => {
      const row = sorted[index];
      if (row && run) run(row);
    };
  useRowKeys({
    count: sorted.length,
    current,
    onMove: (index) => {
      at((row) => onCurrent(row.id))(index);
      virtual.scrollToIndex(index);
    },
    onOpen: at(onOpen),
    onPeek: onPeek && at(onPeek),
    onToggle: selection && at((row) => toggle(row.id)),
  });
  const tracks = `${selection ? '40px ' : ''}${visible.map(({ width }) => width).join(' ')}`;
  return (
    <div
      ref={scroller}
      role="table"
      aria-label={label}
      aria-rowcount={sorted.length + 1}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto focus-visible:outline-offset-[-2px]"
    >
      <HeaderRow
        columns={visible}
        tracks={tracks}
        sort={sort}
        onSort={onSort}
        {...(selection
          ? {
              selectAll: {
                isAll: rows.length > 0 && rows.every((row) => selection.ids.has(row.id)),
                onToggle: (isAll: boolean) =>
                  selection.onChange(new Set(isAll ? rows.map((row) => row.id) : [])),
              },
            }
          : {})}
      />
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = sorted[item.index];
          if (!row) return null;
          return (
            <TableRow
              key={row.id}
              row={row}
              index={item.index}
              columns={visible}
              tracks={tracks}
              top={item.start}
              height={height}
              isCurrent={row.id === currentId}
              className={rowClass?.(row)}
              onOpen={acts.open}
              {...(selection ? { isSelected: selection.ids.has(row.id), onToggle: acts.toggle } : {})}
            />
          );
        })}
      </div>
    </div>
  );
}
