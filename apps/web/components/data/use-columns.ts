'use client';
import { useMemo } from 'react';
import { useUrlState } from '@/client/use-url-state.ts';
import type { Column } from './column.ts';

export type ColumnChoice = { readonly id: string; readonly header: string; readonly isShown: boolean };

/** Columns that the person has hidden: `?hide=template,tags`. */
export function useColumns<Row>(columns: readonly Column<Row>[]): {
  readonly hidden: ReadonlySet<string>;
  /** Those that may be hidden. */
  readonly choices: readonly ColumnChoice[];
  readonly toggle: (id: string) => void;
} {
  const url = useUrlState();
  const text = url.get('hide') ?? '';
  return useMemo(() => {
    const named = new Set(text.split(','));
    const isShown = ({ id, isAlwaysShown = false }: Column<Row>): boolean => isAlwaysShown || !named.has(id);
    const choices = columns
      .filter(({ isAlwaysShown = false }) => !isAlwaysShown)
      .map((column) => ({ id: column.id, header: column.header, isShown: isShown(column) }));
    const toggle = (id: string): void => {
      const next = choices.filter((choice) => choice.isShown === (choice.id === id));
      url.set({ hide: next.map((choice) => choice.id).join(',') });
    };
    return {
      hidden: new Set(columns.filter((column) => !isShown(column)).map(({ id }) => id)),
      choices,
      toggle,
    };
  }, [columns, text, url.set]);
}
