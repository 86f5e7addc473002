'use client';
import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { RefObject } from 'react';
import { classNames } from '@/client/class-names.ts';
import type { MenuItem } from './menu.tsx';

type MenuListProps = {
  readonly items: readonly MenuItem[];
  /** What opened it, and gets the focus back. */
  readonly trigger: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
};

/** The open menu, laid over the place of its trigger. */
export function MenuList({ items, trigger, onClose }: MenuListProps) {
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DropdownMenu.Trigger asChild>
        <span aria-hidden className="pointer-events-none absolute inset-0" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={trigger.current?.getAttribute('aria-label') ?? trigger.current?.textContent ?? 'Menu'}
          onInteractOutside={(event) => {
            if (event.target instanceof Node && trigger.current?.contains(event.target))
              event.preventDefault();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            trigger.current?.focus();
          }}
          className="z-50 min-w-44 max-w-72 rounded-md border border-line bg-raised p-1 shadow-float"
        >
          {items.map((item, index) =>
            item.kind === 'separator' ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: separators have no identity of their own
              <DropdownMenu.Separator key={`separator-${index}`} className="my-1 h-px bg-line" />
            ) : (
              <MenuRow key={item.id ?? item.label} item={item} />
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type Choice = Exclude<MenuItem, { readonly kind: 'separator' }>;

function MenuRow({ item }: { readonly item: Choice }) {
  const row = {
    disabled: (item.refusal ?? null) !== null,
    className: classNames(
      'flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none data-[highlighted]:bg-line/70 data-[disabled]:text-ink-3 pointer-coarse:min-h-11',
      item.isDanger === true && 'text-bad',
    ),
  };
  const text = (
    <span className="flex min-w-0 flex-col">
      <span className="truncate">{item.label}</span>
      {item.refusal && <span className="text-xs text-ink-3">{item.refusal}</span>}
    </span>
  );
  if (item.isOn === undefined) {
    return (
      <DropdownMenu.Item {...row} onSelect={item.onSelect}>
        {text}
      </DropdownMenu.Item>
    );
  }
  return (
    <DropdownMenu.CheckboxItem
      {...row}
      checked={item.isOn}
      onSelect={(event) => {
        event.preventDefault();
        item.onSelect();
      }}
    >
      <Check aria-hidden className={classNames('size-3.5 shrink-0', !item.isOn && 'invisible')} />
      {text}
    </DropdownMenu.CheckboxItem>
  );
}
