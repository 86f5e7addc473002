'use client';
import type { BackupList as ToldBackups, UnreadableBackup, VmBackup } from '@busbar/shared/protocol/backups';
import type { HostView } from '@busbar/shared/realtime/views';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { formatBytes, formatExact } from '@/client/format.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { UnreadableRow } from '@/components/exports/unreadable-row.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { type BackupAction, BackupRow } from './backup-row.tsx';
import { placeWords } from './place-words.ts';
import { useBackupJobs } from './use-host-backups.ts';
import { VerifyDialog } from './verify-dialog.tsx';

/** Few ask for it: the list does without. */
const RestoreDialog = dynamic(() => import('./restore-dialog.tsx').then((module) => module.RestoreDialog), {
  ssr: false,
});

type Vm = { readonly id: string; readonly name: string; readonly state: string };
type BackupListProps = {
  readonly label: string;
  readonly host: HostView;
  readonly told: Pick<ToldBackups, 'places' | 'backups' | 'unreadable'>;
  /** Those that may still be there. */
  readonly vms: readonly Vm[];
  /** Whether each says of which VM it is. */
  readonly ofSeveral: boolean;
};

/** Backups of a host, and what can be done with each. */
export function BackupList({ label, host, told, vms, ofSeveral }: BackupListProps) {
  const jobs = useBackupJobs();
  const [chosen, setChosen] = useState<{ backup: VmBackup; action: BackupAction } | null>(null);
  const [removed, setRemoved] = useState<UnreadableBackup | null>(null);
  const offline = host.state === 'online' ? null : `${host.name} is ${host.state} and cannot be asked.`;
  const backupRefusal = useRefusal('vm.backup') ?? offline;
  const restoreRefusal = useRefusal('vm.restore') ?? offline;
  const close = (): void => setChosen(null);
  const vmOf = ({ vm }: VmBackup): Vm | null =>
    vms.find(({ id, state }) => id === vm.id && !['missing', 'deleted'].includes(state)) ?? null;
  const refusalsOf = ({ damage, check }: VmBackup) => ({
    verify: backupRefusal,
    restore: restoreRefusal ?? (damage !== null || check?.isGood === false ? 'It is damaged.' : null),
    remove: backupRefusal,
  });
  return (
    <>
      <ul aria-label={label}>
        {told.backups.map((backup) => (
          <BackupRow
            key={backup.id}
            backup={backup}
            vm={ofSeveral ? { isThere: vmOf(backup) !== null } : null}
            showsPlace={told.places.length > 1}
            refusals={refusalsOf(backup)}
            onAction={(action) => setChosen({ backup, action })}
          />
        ))}
        {told.unreadable.map((backup) => (
          <UnreadableRow
            key={backup.id}
            copy="backup"
            folder={backup.folder}
            where={placeWords(backup.place)}
            damage={backup.damage}
            refusal={backupRefusal}
            onRemove={() => setRemoved(backup)}
          />
        ))}
      </ul>
      {chosen?.action === 'verify' && (
        <VerifyDialog
          host={host}
          backup={chosen.backup}
          isBusy={jobs.verify.isPending}
          onVerify={(trial) =>
            jobs.verify.mutate({ ...onHost(host, chosen.backup), trial }, { onSuccess: close })
          }
          onClose={close}
        />
      )}
      {chosen?.action === 'restore' && (
        <RestoreDialog host={host} backup={chosen.backup} original={vmOf(chosen.backup)} onClose={close} />
      )}
      {chosen?.action === 'remove' && (
        <ConfirmDialog
          isOpen
          onClose={close}
          title={`Remove the backup of ${chosen.backup.vm.name} of ${formatExact(chosen.backup.createdAt)}?`}
          verb="Remove the backup"
          isBusy={jobs.remove.isPending}
          onConfirm={() => jobs.remove.mutate(onHost(host, chosen.backup), { onSuccess: close })}
        >
          {whatGoes(host, told.backups, chosen.backup)}
        </ConfirmDialog>
      )}
      {removed !== null && (
        <ConfirmDialog
          isOpen
          onClose={() => setRemoved(null)}
          title="Remove the damaged backup?"
          verb="Remove the backup"
          isBusy={jobs.remove.isPending}
          onConfirm={() =>
            jobs.remove.mutate(
              { hostId: host.id, backupId: removed.id, vmName: removed.folder },
              { onSuccess: () => setRemoved(null) },
            )
          }
        >
          The folder <span className="font-mono break-all">{removed.folder}</span> {placeWords(removed.place)}{' '}
          is deleted for good, with all that is in it. What it holds it does not say.
        </ConfirmDialog>
      )}
    </>
  );
}

const onHost = (host: HostView, { id, vm }: VmBackup) => ({
  hostId: host.id,
  backupId: id,
  vmName: vm.name,
});

/** The truth before a removal: how much goes, and what is left of that VM. */
function whatGoes(host: HostView, all: readonly VmBackup[], { id, vm, sizeBytes }: VmBackup): string {
  const others = all.filter((each) => each.vm.id === vm.id && each.id !== id && each.damage === null);
  const left =
    others.length === 0
      ? `It is the last backup of ${vm.name} on this host.`
      : `${others.length} other ${others.length === 1 ? 'backup' : 'backups'} of ${vm.name} stay.`;
  return `Its ${formatBytes(sizeBytes)} on ${host.name} are deleted for good. ${left} ${vm.name} itself is not touched.`;
}
