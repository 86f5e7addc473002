// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, which table elements do not allow
import { memo, type ReactElement } from 'react';
import { classNames } from '@/client/class-names.ts';
import type { Column } from './column.ts';

type TableRowProps<Row> = {
  readonly row: Row;
  readonly index: number;
  readonly columns: readonly Column<Row>[];
  readonly tracks: string;
  readonly top: number;
  readonly height: number;
  readonly isCurrent: boolean;
  readonly className: string | undefined;
  readonly onOpen: (row: Row) => void;
  readonly isSelected?: boolean;
  readonly onToggle?: (row: Row) => void;
};

const isControl = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('a, button, input, label') !== null;

function Row<Row>(props: TableRowProps<Row>): ReactElement {
  const { row, index, columns, tracks, top, height, isCurrent, className, onOpen, isSelected, onToggle } =
    props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list's keys open the current row; the name is a link
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-current={isCurrent || undefined}
      className={classNames(
        'absolute inset-x-0 grid cursor-default items-center border-b border-line px-4 hover:bg-line/40',
        className,
        isSelected === true && 'bg-copper-wash',
        isCurrent && 'shadow-[inset_2px_0_0_var(--copper-solid)] bg-line/50',
      )}
      style={{ gridTemplateColumns: tracks, height, transform: `translateY(${top}px)` }}
      onClick={(event) => {
        if (!isControl(event.target) && window.getSelection()?.isCollapsed !== false) onOpen(row);
      }}
    >
      {onToggle && (
        <span role="cell" className="flex items-center">
          <input
            type="checkbox"
            aria-label="Select this row"
            className="size-4"
            checked={isSelected ?? false}
            onChange={() => onToggle(row)}
          />
        </span>
      )}
      {columns.map((column) => (
        <span
          key={column.id}
          role="cell"
          className={classNames('min-w-0 truncate', column.isRight === true ? 'pr-6 text-right' : 'pr-3')}
        >
          {column.cell(row)}
        </span>
      ))}
    </div>
  );
}

export const TableRow = memo(Row) as typeof Row;
