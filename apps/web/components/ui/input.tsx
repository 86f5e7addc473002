import type { ComponentProps } from 'react';
import { classNames } from '@/client/class-names.ts';

export const controlClass =
  'w-full min-w-0 rounded-md border border-line-strong/60 bg-surface px-2.5 text-sm text-ink hover:border-line-strong aria-[invalid=true]:border-bad disabled:opacity-60 pointer-coarse:text-[16px]';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={classNames(controlClass, 'h-control', className)} />;
}
