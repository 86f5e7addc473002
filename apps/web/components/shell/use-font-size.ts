'use client';
import { useEffect, useState } from 'react';

const storageKey = 'busbar.shell.font-size';
const smallest = 9;
const largest = 24;
const usual = 13;

/** The terminal's font size, remembered by this browser. */
export function useFontSize(): readonly [number, (size: number) => void] {
  const [size, setSize] = useState(usual);
  useEffect(() => {
    const stored = Number(window.localStorage.getItem(storageKey));
    if (stored >= smallest && stored <= largest) setSize(stored);
  }, []);
  const change = (next: number): void => {
    const kept = Math.min(largest, Math.max(smallest, next));
    setSize(kept);
    window.localStorage.setItem(storageKey, String(kept));
  };
  return [size, change];
}
