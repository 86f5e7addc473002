'use client';
import { Command } from 'cmdk';
import { Children, type ReactNode } from 'react';

type PaletteItemProps = {
  readonly value: string;
  readonly label: string;
  readonly onSelect: () => void;
  readonly hint?: string | undefined;
  readonly isDisabled?: boolean;
  readonly before?: ReactNode;
};

export function PaletteItem({ value, label, onSelect, hint, isDisabled = false, before }: PaletteItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      disabled={isDisabled}
      className="flex h-row cursor-default items-center gap-2 rounded-sm px-3 data-[selected=true]:bg-line/70 data-[disabled=true]:text-ink-3"
    >
      {before}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {hint && <span className="max-w-[45%] truncate text-xs text-ink-3">{hint}</span>}
    </Command.Item>
  );
}

/** A heading with its items; without items there is no heading either. */
export function PaletteGroup({
  heading,
  children,
}: {
  readonly heading: string;
  readonly children: ReactNode;
}) {
  if (Children.count(children) === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  );
}
