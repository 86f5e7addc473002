'use client';
import type { BackupTrial } from '@busbar/shared/domain/backup';
import type { VmBackup } from '@busbar/shared/protocol/backups';
import type { HostView } from '@busbar/shared/realtime/views';
import { useState } from 'react';
import { formatBytes, formatExact } from '@/client/format.ts';
import { Button } from '@/components/ui/button.tsx';
import { Choice } from '@/components/ui/choice.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';

type VerifyDialogProps = {
  readonly host: HostView;
  readonly backup: VmBackup;
  readonly isBusy: boolean;
  readonly onVerify: (trial: BackupTrial) => void;
  readonly onClose: () => void;
};

/** How deep, and what each depth costs. */
export function VerifyDialog({ host, backup, isBusy, onVerify, onClose }: VerifyDialogProps) {
  const { vm, createdAt, sizeBytes } = backup;
  const [trial, setTrial] = useState<BackupTrial>('checksums');
  const driver = host.drivers.find(({ name }) => name === vm.driver);
  const canImport = driver?.abilities.includes('importing') === true;
  const cannot = `The ${vm.driver} driver of ${host.name} makes no VMs of backups.`;
  const choices: readonly [BackupTrial, string, string][] = [
    ['checksums', 'Compare the checksums', `Reads all ${formatBytes(sizeBytes)} of it.`],
    [
      'import',
      'Also make a VM of it',
      `With no network and listed nowhere; it needs room for about ${formatBytes(sizeBytes)}, is not started, and is removed.`,
    ],
    [
      'boot',
      'Also start that VM',
      `Without a network, until its guest agent answers; meanwhile it takes ${formatBytes(vm.memoryBytes)} of memory. A VM without an agent does not pass.`,
    ],
  ];
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Verify the backup of ${vm.name}`}
      description={`Of ${formatExact(createdAt)}. What is found is kept with the backup. ${vm.name} itself is not touched.`}
    >
      <form
        aria-label={`Verify the backup of ${vm.name}`}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) onVerify(trial);
        }}
      >
        <fieldset className="flex flex-col gap-2">
          <legend className="sr-only">How deep</legend>
          {choices.map(([value, label, help]) => (
            <Choice
              key={value}
              name="trial"
              checked={trial === value}
              disabled={value !== 'checksums' && !canImport}
              onChange={() => setTrial(value)}
              label={label}
              help={value === 'checksums' || canImport ? help : cannot}
            />
          ))}
        </fieldset>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={isBusy}>
            Verify the backup
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
