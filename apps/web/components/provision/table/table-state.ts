import type { RowResults } from './row-result.ts';

/** The pasted text, and what became of its rows so far. */
export type TableState = { readonly text: string; readonly results: RowResults };

export const untouchedTable: TableState = { text: '', results: new Map() };
