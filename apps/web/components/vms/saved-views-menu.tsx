'use client';
import { Bookmark } from 'lucide-react';
import { useState } from 'react';
import { buttonClass } from '@/components/ui/button.tsx';
import { Menu, type MenuItem } from '@/components/ui/menu.tsx';
import { PromptDialog } from '@/components/ui/prompt-dialog.tsx';
import { useSavedViews } from './use-saved-views.ts';

const showAll = 'All VMs';

/** Filter, sort and columns under a name. A view is nothing but a URL; choosing one goes there. */
export function SavedViewsMenu() {
  const { views, query, current, isBusy, save, rename, remove } = useSavedViews();
  const [asked, setAsked] = useState<'save' | 'rename' | null>(null);
  const close = (): void => setAsked(null);
  const goTo = (next: string) => (): void =>
    window.history.replaceState(null, '', next === '' ? '/vms' : `/vms?${next}`);
  const items: readonly MenuItem[] = [
    { label: showAll, onSelect: goTo('') },
    ...views.map((view) => ({ id: view.id, label: view.name, onSelect: goTo(view.query) })),
    { kind: 'separator' },
    {
      label: 'Save this view…',
      onSelect: () => setAsked('save'),
      refusal: query === '' ? 'Filter, sort or hide columns first.' : null,
    },
    ...(current === null
      ? []
      : [
          { label: `Rename “${current.name}”…`, onSelect: () => setAsked('rename') },
          { label: `Delete “${current.name}”`, onSelect: () => remove(current), isDanger: true },
        ]),
  ];
  return (
    <>
      <Menu
        trigger={
          <button type="button" className={buttonClass('quiet')}>
            <Bookmark aria-hidden className="size-4 shrink-0" />
            <span className="max-w-48 truncate max-sm:sr-only">
              {current === null ? 'Views' : current.name}
            </span>
          </button>
        }
        items={items}
      />
      {asked !== null && (
        <PromptDialog
          isOpen
          onClose={close}
          title={asked === 'save' ? 'Save this view' : 'Rename the view'}
          label={asked === 'save' ? 'Name (one of the same name is replaced)' : 'Name'}
          initial={current?.name ?? ''}
          verb={asked === 'save' ? 'Save view' : 'Rename'}
          isBusy={isBusy}
          onSubmit={(name) => {
            if (asked === 'save') save(name, close);
            else if (current !== null) rename(current, name, close);
          }}
        />
      )}
    </>
  );
}
