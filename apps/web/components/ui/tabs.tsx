'use client';
import { Tabs as Primitive } from 'radix-ui';
import { type ReactNode, useLayoutEffect, useRef } from 'react';

export type Tab = { readonly id: string; readonly label: ReactNode };

/** A row of tabs; the panel of the current one is the child. `onChange` writes the URL. */
export function Tabs({
  tabs,
  current,
  onChange,
  label,
  children,
}: {
  readonly tabs: readonly Tab[];
  readonly current: string;
  readonly onChange: (id: string) => void;
  readonly label: string;
  readonly children: ReactNode;
}) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => showWhole(list.current, current), [current]);
  return (
    <Primitive.Root value={current} onValueChange={onChange} className="flex min-h-0 flex-1 flex-col">
      <Primitive.List
        ref={list}
        aria-label={label}
        className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-4 [scrollbar-width:none]"
      >
        {tabs.map((tab) => (
          <Primitive.Trigger
            key={tab.id}
            value={tab.id}
            className="h-9 shrink-0 border-b-2 border-transparent px-2.5 text-sm text-ink-2 -mb-px hover:text-ink data-[state=active]:border-copper-solid data-[state=active]:text-ink data-[state=active]:font-medium focus-visible:outline-offset-[-2px] pointer-coarse:h-11"
          >
            {tab.label}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      <Primitive.Content value={current} tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
        {children}
      </Primitive.Content>
    </Primitive.Root>
  );
}

/** On a narrow screen the current tab may be out of sight, or cut. Only the row itself is moved, never the page. */
function showWhole(list: HTMLElement | null, current: string): void {
  const tab = list?.querySelector(`[id$="-trigger-${current}"]`);
  if (list === null || tab == null) return;
  const { left, right } = list.getBoundingClientRect();
  const at = tab.getBoundingClientRect();
  if (at.left >= left && at.right <= right) return;
  list.scrollLeft += (at.left + at.right - left - right) / 2;
}
