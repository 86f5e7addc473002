'use client';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from '@/client/class-names.ts';

export type MenuItem =
  | { readonly kind: 'separator' }
  | {
      readonly kind?: 'item';
      readonly label: string;
      readonly onSelect: () => void;
      readonly isDanger?: boolean;
      /** Disables the item and is shown below its label. */
      readonly refusal?: string | null;
    };

/** A menu of verbs behind `trigger`, which must be a button with a name. */
export function Menu({
  trigger,
  items,
}: {
  readonly trigger: ReactNode;
  readonly items: readonly MenuItem[];
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-44 max-w-72 rounded-md border border-line bg-raised p-1 shadow-float"
        >
          {items.map((item, index) =>
            item.kind === 'separator' ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: separators have no identity of their own
              <DropdownMenu.Separator key={`separator-${index}`} className="my-1 h-px bg-line" />
            ) : (
              <DropdownMenu.Item
                key={item.label}
                disabled={(item.refusal ?? null) !== null}
                onSelect={item.onSelect}
                className={classNames(
                  'flex min-h-8 cursor-default flex-col justify-center rounded-sm px-2 py-1 text-sm outline-none data-[highlighted]:bg-line/70 data-[disabled]:text-ink-3 pointer-coarse:min-h-11',
                  item.isDanger === true && 'text-bad',
                )}
              >
                {item.label}
                {item.refusal && <span className="text-xs text-ink-3">{item.refusal}</span>}
              </DropdownMenu.Item>
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
