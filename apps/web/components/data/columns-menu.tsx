'use client';
import { Columns3 } from 'lucide-react';
import { buttonClass } from '@/components/ui/button.tsx';
import { Menu } from '@/components/ui/menu.tsx';
import type { ColumnChoice } from './use-columns.ts';

type ColumnsMenuProps = {
  readonly choices: readonly ColumnChoice[];
  readonly onToggle: (id: string) => void;
};

/** Which columns a list shows. A narrow screen shows fewer of them. */
export function ColumnsMenu({ choices, onToggle }: ColumnsMenuProps) {
  const hidden = choices.filter(({ isShown }) => !isShown).length;
  return (
    <Menu
      trigger={
        <button type="button" className={buttonClass('quiet')}>
          <Columns3 aria-hidden className="size-4 shrink-0" />
          <span className="max-sm:sr-only">Columns{hidden > 0 && ` (${hidden} hidden)`}</span>
        </button>
      }
      items={choices.map(({ id, header, isShown }) => ({
        label: header,
        isOn: isShown,
        onSelect: () => onToggle(id),
      }))}
    />
  );
}
