import type { ComponentProps } from 'react';
import { classNames } from '@/client/class-names.ts';
import { controlClass } from './input.tsx';

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      {...rest}
      className={classNames(controlClass, 'py-1.5 font-mono text-xs leading-5', className)}
    />
  );
}
