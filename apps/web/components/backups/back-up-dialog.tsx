'use client';
import { Retention } from '@busbar/shared/domain/backup';
import { labelLimit } from '@busbar/shared/domain/label';
import { ownPlace, type PlaceName } from '@busbar/shared/domain/place';
import type { HostPlace } from '@busbar/shared/protocol/asked-of-host';
import type { BackupList } from '@busbar/shared/protocol/backups';
import type { VmView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { formatBytes } from '@/client/format.ts';
import { useTRPC } from '@/client/trpc.ts';
import { useJobNotice } from '@/components/asked-of-host/use-job-notice.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Select } from '@/components/ui/select.tsx';
import { whatIsCopied } from '@/components/vm/copy-refusal.ts';
import { RetentionFields } from './retention-fields.tsx';

type BackUpDialogProps = {
  readonly vm: VmView;
  readonly told: BackupList;
  readonly onClose: () => void;
};

/** Asks where to and what stays, and says what that means before anything is done. */
export function BackUpDialog({ vm, told, onClose }: BackUpDialogProps) {
  const trpc = useTRPC();
  const asked = useJobNotice()(`${vm.name} is being backed up`);
  const [placeName, setPlace] = useState<PlaceName>(ownPlace);
  const [retention, setRetention] = useState<Retention | null>(null);
  const making = useMutation({
    ...trpc.backup.create.mutationOptions(asked),
    meta: { showsOwnError: true },
  });
  const place = told.places.find(({ name }) => name === placeName);
  const refusal =
    place?.problem ??
    (retention === null || Retention.safeParse(retention).success ? null : 'Give whole numbers.');
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (refusal !== null || making.isPending) return;
    const note = String(new FormData(event.currentTarget).get('note')).trim();
    const input = { vmId: vm.id, place: placeName, note: note === '' ? null : note, retention };
    making.mutate(input, { onSuccess: onClose });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Back up ${vm.name}`}
      description={`A full copy with checksums of all its files, on ${vm.hostName}. ${whatIsCopied(vm)}`}
    >
      <form aria-label={`Back up ${vm.name}`} className="flex flex-col gap-3" onSubmit={onSubmit}>
        <Field id="backup-place" label="Where" help={place === undefined ? null : wordsOf(place)}>
          <Select
            id="backup-place"
            aria-describedby="backup-place-help"
            value={placeName}
            onChange={(event) => setPlace(event.target.value)}
          >
            {told.places.map(({ name }) => (
              <option key={name} value={name}>
                {name === ownPlace ? 'On the host itself' : `In ${name}`}
              </option>
            ))}
          </Select>
        </Field>
        <Field id="backup-note" label="Note (optional)">
          <Input id="backup-note" name="note" maxLength={labelLimit} autoComplete="off" />
        </Field>
        <RetentionFields
          value={retention}
          onChange={setRetention}
          backups={told.backups.filter((each) => each.vm.id === vm.id && each.place === placeName)}
        />
        {place?.problem != null && (
          <p role="alert" className="rounded-md bg-warn-wash px-3 py-2 break-words text-warn">
            {place.problem}
          </p>
        )}
        {making.error && <ErrorPanel title="Nothing was backed up" error={making.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={making.isPending} refusal={refusal}>
            Back up {vm.name}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const wordsOf = ({ name, path, freeBytes }: HostPlace): string => {
  const free = freeBytes === null ? '' : `, ${formatBytes(freeBytes)} free`;
  const beside = name === ownPlace ? '. What takes the host takes it too.' : '.';
  return `${path}${free}${beside}`;
};
