import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from '@/client/class-names.ts';
import { Hint } from './hint.tsx';

const looks = {
  primary: 'bg-copper-solid text-copper-on border-transparent hover:brightness-110 font-medium',
  default: 'bg-surface border-line text-ink hover:border-line-strong',
  quiet: 'border-transparent text-ink-2 hover:bg-line/60 hover:text-ink',
  danger: 'bg-surface border-bad/60 text-bad hover:bg-bad-wash',
} as const;
export type ButtonLook = keyof typeof looks;

export const buttonClass = (look: ButtonLook = 'default', isIcon = false): string =>
  classNames(
    'inline-flex h-control shrink-0 items-center justify-center gap-1.5 rounded-md border text-sm whitespace-nowrap transition-colors disabled:opacity-55 aria-disabled:opacity-55 aria-disabled:cursor-not-allowed',
    isIcon ? 'aspect-square' : 'px-3',
    looks[look],
  );

type ButtonProps = ComponentProps<'button'> & {
  readonly look?: ButtonLook;
  readonly icon?: ReactNode;
  readonly isBusy?: boolean;
  /** Why it cannot be used now. Disables it, and says so on hover, on focus and to screen readers. */
  readonly refusal?: string | null | undefined;
  /** What hovering shows while nothing refuses it. */
  readonly hint?: string | null;
};

/** A button names its verb. With a refusal it stays focusable, so that the reason can be read. */
export function Button({
  look = 'default',
  icon,
  isBusy = false,
  refusal = null,
  hint = null,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const isRefused = refusal !== null;
  return (
    <Hint text={refusal ?? hint}>
      <button
        {...rest}
        type={type}
        className={classNames(buttonClass(look, children === undefined), className)}
        aria-disabled={isRefused || isBusy || undefined}
        onClick={(event) => {
          if (isRefused || isBusy) event.preventDefault();
          else onClick?.(event);
        }}
      >
        {isBusy ? <LoaderCircle aria-hidden className="size-4 animate-spin" /> : icon}
        {children}
      </button>
    </Hint>
  );
}
