import type { ComponentProps, ReactNode } from 'react';

export function Checkbox({
  label,
  ...rest
}: Omit<ComponentProps<'input'>, 'type'> & { readonly label: ReactNode }) {
  return (
    <label className="flex min-h-8 items-center gap-2 text-sm pointer-coarse:min-h-11">
      <input {...rest} type="checkbox" className="size-4 shrink-0" />
      <span>{label}</span>
    </label>
  );
}
