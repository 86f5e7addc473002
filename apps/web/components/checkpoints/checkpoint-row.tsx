'use client';
import { FolderOutput, Pencil, Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { Button } from '@/components/ui/button.tsx';
import { IconButton } from '@/components/ui/icon-button.tsx';
import type { TreeLine } from './lay-out-checkpoints.ts';
import { NameForm } from './name-form.tsx';
import { TreeItem } from './tree-item.tsx';

export type RowAction = 'apply' | 'export' | 'rename' | 'remove';

type CheckpointRowProps = {
  readonly line: Extract<TreeLine, { kind: 'checkpoint' }>;
  /** The name of what it was made on; null for the first. */
  readonly parentName: string | null;
  readonly taken: readonly string[];
  /** Why nothing can be done with it now. */
  readonly refusal: string | null;
  /** Why it cannot be copied into a folder of the host; absent where the driver has no such thing. */
  readonly exportRefusal: string | null | undefined;
  readonly isRenaming: boolean;
  readonly isBusy: boolean;
  readonly onAction: (action: RowAction) => void;
  readonly onRename: (name: string) => void;
  readonly onClose: () => void;
};

/** One checkpoint: its name, when it was made and what it holds, and what can be done with it. */
export function CheckpointRow(props: CheckpointRowProps) {
  const { line, parentName, taken, refusal, exportRefusal, isRenaming, isBusy } = props;
  const { onAction, onRename, onClose } = props;
  const { checkpoint } = line;
  const { name, createdAt, hasMemory } = checkpoint;
  const renameButton = useRef<HTMLButtonElement>(null);
  const wasRenaming = useRef(false);
  // Whoever was typing goes on from where they began.
  useEffect(() => {
    if (wasRenaming.current && !isRenaming) renameButton.current?.focus();
    wasRenaming.current = isRenaming;
  }, [isRenaming]);
  return (
    <TreeItem {...line} mark="checkpoint">
      {isRenaming ? (
        <NameForm
          checkpoint={checkpoint}
          taken={taken}
          isBusy={isBusy}
          onRename={onRename}
          onClose={onClose}
        />
      ) : (
        <>
          <span className="min-w-0 flex-1 basis-56">
            <span className="block font-medium break-words">{name}</span>
            <span className="block text-xs text-ink-2">
              <RelativeTime at={createdAt} /> · {hasMemory ? 'disk and memory' : 'disk'}
              {parentName !== null && <span className="sr-only">, made on {parentName}</span>}
            </span>
          </span>
          <span className="flex items-center gap-1">
            <Button aria-label={`Apply ${name}…`} refusal={refusal} onClick={() => onAction('apply')}>
              Apply…
            </Button>
            {exportRefusal !== undefined && (
              <IconButton
                label={`Export ${name}…`}
                icon={<FolderOutput aria-hidden className="size-4" />}
                refusal={exportRefusal ?? refusal}
                onClick={() => onAction('export')}
              />
            )}
            <IconButton
              ref={renameButton}
              label={`Rename ${name}`}
              icon={<Pencil aria-hidden className="size-4" />}
              refusal={refusal}
              onClick={() => onAction('rename')}
            />
            <IconButton
              label={`Remove ${name}…`}
              icon={<Trash2 aria-hidden className="size-4" />}
              refusal={refusal}
              onClick={() => onAction('remove')}
            />
          </span>
        </>
      )}
    </TreeItem>
  );
}
