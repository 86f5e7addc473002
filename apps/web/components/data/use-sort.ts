'use client';
import { useUrlState } from '@/client/use-url-state.ts';

export type Sort = { readonly id: string; readonly desc: boolean };

/** `?sort=name` or `?sort=-name`. */
export function useSort(fallback: Sort): readonly [Sort, (sort: Sort) => void] {
  const url = useUrlState();
  const text = url.get('sort');
  const sort = text === null ? fallback : { id: text.replace(/^-/, ''), desc: text.startsWith('-') };
  const setSort = (next: Sort): void => url.set({ sort: next.desc ? `-${next.id}` : next.id });
  return [sort, setSort];
}
