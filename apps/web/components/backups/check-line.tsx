import type { BackupTrial } from '@busbar/shared/domain/backup';
import type { VmBackup } from '@busbar/shared/protocol/backups';
import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react';
import type { ReactNode } from 'react';
import { RelativeTime } from '@/components/state/relative-time.tsx';

const found: Readonly<Record<BackupTrial, string>> = {
  checksums: 'every file is as it was written',
  import: 'a VM was made of it',
  boot: 'a VM was made of it, and started',
};

/** Whether a backup is known to be good, when that was seen, and how. */
export function CheckLine({ backup: { check, damage } }: { readonly backup: VmBackup }) {
  if (damage !== null) return <BadLine>Damaged: {damage}</BadLine>;
  if (check === null) {
    return (
      <span className="flex items-start gap-1.5 text-xs text-ink-2">
        <CircleDashed aria-hidden className="mt-0.5 size-3.5 shrink-0" />
        Never verified
      </span>
    );
  }
  if (!check.isGood) {
    return (
      <BadLine>
        Bad, seen <RelativeTime at={check.at} />: {check.reason}
      </BadLine>
    );
  }
  return (
    <span className="flex items-start gap-1.5 text-xs text-ok">
      <CircleCheck aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span>
        Verified <RelativeTime at={check.at} />: {found[check.trial]}
      </span>
    </span>
  );
}

export const BadLine = ({ children }: { readonly children: ReactNode }) => (
  <span className="flex items-start gap-1.5 text-xs text-bad">
    <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
    <span className="min-w-0 break-words">{children}</span>
  </span>
);
