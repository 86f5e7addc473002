import type { VmBackup } from '@busbar/shared/protocol/backups';
import { ArchiveRestore, ShieldCheck, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { formatBytes, formatExact } from '@/client/format.ts';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { IconButton } from '@/components/ui/icon-button.tsx';
import { CheckLine } from './check-line.tsx';
import { placeWords } from './place-words.ts';

export type BackupAction = 'verify' | 'restore' | 'remove';

type BackupRowProps = {
  readonly backup: VmBackup;
  /** Where backups of several VMs stand together: its VM, with a way to it while it is there. */
  readonly vm: { readonly isThere: boolean } | null;
  /** Whether its host has several places. */
  readonly showsPlace: boolean;
  /** Why each cannot be done now. */
  readonly refusals: Readonly<Record<BackupAction, string | null>>;
  readonly onAction: (action: BackupAction) => void;
};

/** One backup: of which VM, when, by whom, whether it is known to be good, and how large it is. */
export function BackupRow({ backup, vm, showsPlace, refusals, onAction }: BackupRowProps) {
  const { createdAt, by, note, isLive, place, sizeBytes } = backup;
  const which = `the backup of ${backup.vm.name} of ${formatExact(createdAt)}`;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 last:border-b-0">
      <span className="min-w-0 flex-1 basis-64">
        <span className="block break-words">
          {vm !== null && (
            <>
              <VmName backup={backup} isThere={vm.isThere} /> ·{' '}
            </>
          )}
          <span className={vm === null ? 'font-medium' : ''}>
            <RelativeTime at={createdAt} />
          </span>
          {note !== null && ` · ${note}`}
        </span>
        <span className="block text-xs text-ink-2">
          by {by} · {isLive ? 'copied while it ran' : 'copied while it was off'}
          {showsPlace && ` · ${placeWords(place)}`}
        </span>
        <CheckLine backup={backup} />
      </span>
      <span className="ml-auto flex shrink-0 items-center gap-1">
        <span className="mr-2 text-right tabular-nums">{formatBytes(sizeBytes)}</span>
        <IconButton
          label={`Verify ${which}…`}
          icon={<ShieldCheck aria-hidden className="size-4" />}
          refusal={refusals.verify}
          onClick={() => onAction('verify')}
        />
        <IconButton
          label={`Restore ${which}…`}
          icon={<ArchiveRestore aria-hidden className="size-4" />}
          refusal={refusals.restore}
          onClick={() => onAction('restore')}
        />
        <IconButton
          label={`Remove ${which}…`}
          icon={<Trash2 aria-hidden className="size-4" />}
          refusal={refusals.remove}
          onClick={() => onAction('remove')}
        />
      </span>
    </li>
  );
}

function VmName({ backup: { vm }, isThere }: { readonly backup: VmBackup; readonly isThere: boolean }) {
  if (!isThere) return <span className="font-medium">{vm.name} (gone)</span>;
  return (
    <Link href={`/vms/${vm.id}`} className="font-medium hover:underline">
      {vm.name}
    </Link>
  );
}
