import type { ReactNode } from 'react';
import { classNames } from '@/client/class-names.ts';

/** Deeper ones stand no further to the right: a narrow screen has no room for more. */
const deepest = 5;
const stepPx = 20;
const railPx = 19;

const marks = {
  checkpoint: 'border-2 border-line-strong bg-surface',
  now: 'bg-copper-solid',
} as const;

/** A line of the tree: its mark on a rail at its depth, beside the rails that go on below it, and what it says. */
export function TreeItem({
  depth,
  mark,
  children,
}: {
  readonly depth: number;
  readonly mark: keyof typeof marks;
  readonly children: ReactNode;
}) {
  const shown = Math.min(depth, deepest);
  const rails = Array.from({ length: shown + 1 }, (_, index) => railPx + index * stepPx);
  return (
    <li
      className="group/line relative flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2 pr-3 last:border-b-0"
      style={{ paddingLeft: 36 + shown * stepPx }}
    >
      {rails.map((left) => (
        <span
          key={left}
          aria-hidden
          className="absolute top-0 bottom-0 w-px bg-line group-first/line:top-1/2 group-last/line:bottom-1/2"
          style={{ left }}
        />
      ))}
      <span
        aria-hidden
        className={classNames('absolute top-1/2 size-2.5 -translate-y-1/2 rounded-full', marks[mark])}
        style={{ left: railPx - 4.5 + shown * stepPx }}
      />
      {children}
    </li>
  );
}
