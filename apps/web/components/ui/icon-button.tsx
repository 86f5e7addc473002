import type { ComponentProps, ReactNode } from 'react';
import { Button, type ButtonLook } from './button.tsx';

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  /** The accessible name, and what hovering shows. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly look?: ButtonLook;
  readonly refusal?: string | null;
};

export function IconButton({ label, icon, look = 'quiet', refusal = null, ...rest }: IconButtonProps) {
  return <Button {...rest} look={look} icon={icon} aria-label={label} hint={label} refusal={refusal} />;
}
