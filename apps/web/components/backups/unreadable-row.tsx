import type { UnreadableBackup } from '@busbar/shared/protocol/backups';
import { Trash2 } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button.tsx';
import { BadLine } from './check-line.tsx';
import { placeWords } from './place-words.ts';

type UnreadableRowProps = {
  readonly backup: UnreadableBackup;
  readonly refusal: string | null;
  readonly onRemove: () => void;
};

/** A folder that is named as a backup is, and does not say what it holds. */
export function UnreadableRow({ backup: { folder, place, damage }, refusal, onRemove }: UnreadableRowProps) {
  return (
    <li className="flex items-center gap-3 border-b border-line px-4 py-2 last:border-b-0">
      <span className="min-w-0 flex-1">
        <span className="block font-mono text-xs break-all">{folder}</span>
        <span className="block text-xs text-ink-2">{placeWords(place)}</span>
        <BadLine>Damaged: {damage}</BadLine>
      </span>
      <IconButton
        label={`Remove the damaged backup ${folder}…`}
        icon={<Trash2 aria-hidden className="size-4" />}
        refusal={refusal}
        onClick={onRemove}
      />
    </li>
  );
}
