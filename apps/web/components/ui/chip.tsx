import type { ComponentProps } from 'react';
import { classNames } from '@/client/class-names.ts';

/** A filter that is on or off. */
export function Chip({ isOn, className, ...rest }: ComponentProps<'button'> & { readonly isOn: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      aria-pressed={isOn}
      className={classNames(
        'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-full border px-2.5 text-xs pointer-coarse:h-10',
        isOn
          ? 'border-copper-line bg-copper-wash text-copper font-medium'
          : 'border-line bg-surface text-ink-2 hover:border-line-strong',
        className,
      )}
    />
  );
}
