'use client';
import type { RefObject } from 'react';
import type { TerminalHandle } from './terminal-view.tsx';

const keys = [
  ['Esc', '\x1b'],
  ['Tab', '\t'],
  ['^C', '\x03'],
  ['^D', '\x04'],
  ['^R', '\x12'],
  ['←', '\x1b[D'],
  ['↑', '\x1b[A'],
  ['↓', '\x1b[B'],
  ['→', '\x1b[C'],
] as const;

/** Keys that a telephone's keyboard does not have. */
export function TouchKeys({ handle }: { readonly handle: RefObject<TerminalHandle | null> }) {
  return (
    <div
      role="toolbar"
      aria-label="Terminal keys"
      className="hidden shrink-0 border-t border-line bg-surface pointer-coarse:grid pointer-coarse:grid-cols-9"
    >
      {keys.map(([label, sequence]) => (
        <button
          key={label}
          type="button"
          className="h-11 font-mono text-sm active:bg-line"
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => handle.current?.send(sequence)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
