import { Trash2 } from 'lucide-react';
import { BadLine } from '@/components/backups/check-line.tsx';
import { IconButton } from '@/components/ui/icon-button.tsx';

type UnreadableRowProps = {
  readonly copy: 'backup' | 'export';
  readonly folder: string;
  /** Where that folder lies, if there are several places. */
  readonly where?: string;
  readonly damage: string;
  readonly refusal: string | null;
  readonly onRemove: () => void;
};

/** A folder that is named as a copy of a VM is, and does not say what it holds. */
export function UnreadableRow({ copy, folder, where, damage, refusal, onRemove }: UnreadableRowProps) {
  return (
    <li className="flex items-center gap-3 border-b border-line px-4 py-2 last:border-b-0">
      <span className="min-w-0 flex-1">
        <span className="block font-mono text-xs break-all">{folder}</span>
        {where !== undefined && <span className="block text-xs text-ink-2">{where}</span>}
        <BadLine>Damaged: {damage}</BadLine>
      </span>
      <IconButton
        label={`Remove the damaged ${copy} ${folder}…`}
        icon={<Trash2 aria-hidden className="size-4" />}
        refusal={refusal}
        onClick={onRemove}
      />
    </li>
  );
}
