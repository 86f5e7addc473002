'use client';
import { useEffect } from 'react';

/**
 * Names the page by what it shows, where that is known only in the browser; null leaves the name as it is.
 * What was there before comes back with the end, unless a navigation has put another name there by then.
 */
export function useDocumentTitle(title: string | null): void {
  useEffect(() => {
    if (title === null) return undefined;
    const before = document.title;
    const ours = `${title} · Busbar`;
    document.title = ours;
    return () => {
      if (document.title === ours) document.title = before;
    };
  }, [title]);
}
