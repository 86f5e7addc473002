import type { ReactNode } from 'react';
import { classNames } from '@/client/class-names.ts';
import type { TreeLine } from './lay-out-checkpoints.ts';

/** Deeper ones stand no further to the right: a narrow screen has no room for more. */
const deepest = 5;
const stepPx = 20;
const railPx = 19;

const marks = {
  checkpoint: 'border-2 border-line-strong bg-surface',
  now: 'bg-copper-solid',
} as const;

type TreeItemProps = Pick<TreeLine, 'depth' | 'from' | 'goesOn' | 'beside'> & {
  readonly mark: keyof typeof marks;
  readonly children: ReactNode;
};

/** A line of the tree: its mark on a rail at its depth, beside the rails that go on below it, and what it says. */
export function TreeItem({ depth, from, goesOn, beside, mark, children }: TreeItemProps) {
  const shown = Math.min(depth, deepest);
  const left = railPx + shown * stepPx;
  const passing = beside
    .slice(0, shown)
    .flatMap((passes, index) => (passes ? [railPx + index * stepPx] : []));
  return (
    <li
      className="relative flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2 pr-3 last:border-b-0"
      style={{ paddingLeft: 36 + shown * stepPx }}
    >
      {passing.map((railLeft) => (
        <Rail key={railLeft} className="inset-y-0" left={railLeft} />
      ))}
      {from === 'above' && <Rail className="top-0 bottom-1/2" left={left} />}
      {from === 'side' && (
        <span
          aria-hidden
          className="absolute top-0 bottom-1/2 rounded-bl-lg border-b border-l border-line-strong"
          style={{ left: left - stepPx, width: stepPx }}
        />
      )}
      {goesOn && <Rail className="top-1/2 bottom-0" left={left} />}
      <span
        aria-hidden
        className={classNames('absolute top-1/2 size-2.5 -translate-y-1/2 rounded-full', marks[mark])}
        style={{ left: left - 4.5 }}
      />
      {children}
    </li>
  );
}

const Rail = ({ className, left }: { readonly className: string; readonly left: number }) => (
  <span aria-hidden className={classNames('absolute w-px bg-line-strong', className)} style={{ left }} />
);
