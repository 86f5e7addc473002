import { z } from 'zod';

/** Every list that can grow is read in pages, newest first; ids sort by the time they were made. */
export const PageInput = z.object({
  /** `nextCursor` of the page before. */
  cursor: z.string().max(64).nullish(),
  limit: z.number().int().min(1).max(200).default(50),
});

export type Page<T> = { readonly items: T[]; readonly nextCursor: string | null };

/** `rows` were read with one more than `limit`, to know whether another page follows. */
export function pageOf<Row extends { readonly id: string | number }, T>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    nextCursor: rows.length > limit && last !== undefined ? String(last.id) : null,
  };
}
