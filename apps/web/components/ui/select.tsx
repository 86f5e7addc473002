import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { classNames } from '@/client/class-names.ts';
import { controlClass } from './input.tsx';

/** The platform's own list: the best one on a telephone and for screen readers. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <div className={classNames('relative', className)}>
      <select {...rest} className={classNames(controlClass, 'h-control appearance-none pr-7 text-ellipsis')}>
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute right-2 top-1/2 size-4 -translate-y-1/2 text-ink-3"
      />
    </div>
  );
}
