'use client';
import { createContext, useContext } from 'react';
import type { NewestViews } from './newest-views.ts';

const NewestViewsContext = createContext<NewestViews | null>(null);
export const NewestViewsProvider = NewestViewsContext.Provider;

export function useNewestViews(): NewestViews {
  const newest = useContext(NewestViewsContext);
  if (!newest) throw new Error('useNewestViews is used outside its provider.');
  return newest;
}
