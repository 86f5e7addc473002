import type { ReactNode } from 'react';
import { classNames } from '@/client/class-names.ts';

type PanelProps = {
  readonly title?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  /** Without it the content has the panel's own padding. */
  readonly isFlush?: boolean;
};

/** A titled region of a page. */
export function Panel({ title, actions, children, className, isFlush = false }: PanelProps) {
  return (
    <section className={classNames('min-w-0 rounded-md border border-line bg-surface', className)}>
      {title !== undefined && (
        <header className="flex min-h-10 flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b border-line px-4 py-1">
          <h2 className="text-sm font-semibold">{title}</h2>
          {actions && <div className="flex items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={isFlush ? '' : 'px-4 py-3'}>{children}</div>
    </section>
  );
}
