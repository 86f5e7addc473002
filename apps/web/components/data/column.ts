import type { ReactNode } from 'react';

/** One column of a list. */
export type Column<Row> = {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** A CSS grid track, such as `minmax(160px, 2fr)` or `96px`. */
  readonly width: string;
  /** Makes the column sortable. */
  readonly sortBy?: (row: Row) => string | number;
  /** Leaves it out below 640 px (`narrow`) or below 1024 px (`medium`). */
  readonly hideBelow?: 'narrow' | 'medium';
  /** Aligned right, with room before what is aligned left beside it. */
  readonly isRight?: boolean;
  /** What the row is known by: it cannot be hidden. */
  readonly isAlwaysShown?: boolean;
};
