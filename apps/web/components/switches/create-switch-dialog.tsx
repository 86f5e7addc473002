'use client';
import { SwitchType, switchNameLimit } from '@busbar/shared/domain/switch';
import type { SwitchList } from '@busbar/shared/protocol/asked-of-host';
import type { HostView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { useJobNotice } from '@/components/asked-of-host/use-job-notice.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Select } from '@/components/ui/select.tsx';

type CreateSwitchDialogProps = {
  readonly host: HostView;
  readonly told: SwitchList;
  readonly onClose: () => void;
};

const connects: Readonly<Record<SwitchType, string>> = {
  private: 'VMs on it reach each other, and nobody else.',
  internal: 'VMs on it reach each other and their host. The host gets a network adapter for it.',
  external: 'VMs on it reach what is behind a network adapter of their host.',
};

/** A name, whom it connects, and for an external one the network adapter of the host that it takes. */
export function CreateSwitchDialog({ host, told, onClose }: CreateSwitchDialogProps) {
  const trpc = useTRPC();
  const asked = useJobNotice();
  const [type, setType] = useState<SwitchType>('private');
  const creating = useMutation({
    ...trpc.switch.create.mutationOptions(asked('The switch is being made')),
    meta: { showsOwnError: true },
  });
  const isExternal = type === 'external';
  const isFree = told.adapters.some(({ takenBy }) => takenBy === null);
  const refusal = isExternal && !isFree ? `${host.name} has no network adapter that is free.` : null;
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (refusal !== null) return;
    const data = new FormData(event.currentTarget);
    creating.mutate(
      {
        hostId: host.id,
        name: String(data.get('name')).trim(),
        type,
        adapter: isExternal ? String(data.get('adapter')) : null,
        sharesAdapter: !isExternal || data.get('shares') === 'on',
        notes: String(data.get('notes')).trim(),
      },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog isOpen onClose={onClose} title={`Create a switch on ${host.name}`}>
      <form
        aria-label={`Create a switch on ${host.name}`}
        className="flex flex-col gap-3"
        onSubmit={onSubmit}
      >
        <Field id="switch-name" label="Name">
          <Input
            id="switch-name"
            name="name"
            required
            maxLength={switchNameLimit}
            autoComplete="off"
            {...describedBy('switch-name')}
          />
        </Field>
        <Field id="switch-type" label="Type" help={connects[type]}>
          <Select
            id="switch-type"
            value={type}
            onChange={(event) => setType(SwitchType.parse(event.target.value))}
            {...describedBy('switch-type')}
          >
            {SwitchType.options.map((option) => (
              <option key={option} value={option}>
                {option}
              </option>
            ))}
          </Select>
        </Field>
        {isExternal && <AdapterFields host={host} told={told} />}
        <Field id="switch-notes" label="Notes (optional)">
          <Input
            id="switch-notes"
            name="notes"
            maxLength={1000}
            autoComplete="off"
            {...describedBy('switch-notes')}
          />
        </Field>
        {creating.error && <ErrorPanel title="Nothing was made" error={creating.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={creating.isPending} refusal={refusal}>
            Create the switch
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function AdapterFields({ host, told }: Pick<CreateSwitchDialogProps, 'host' | 'told'>) {
  const { adapters } = told;
  return (
    <>
      <Field
        id="switch-adapter"
        label="Network adapter"
        help="It carries one switch. Adapters that are taken are not offered."
      >
        <Select
          id="switch-adapter"
          name="adapter"
          required
          defaultValue=""
          {...describedBy('switch-adapter')}
        >
          <option value="" disabled>
            {adapters.length === 0 ? `${host.name} has none` : 'Choose one'}
          </option>
          {adapters.map(({ name, description, status, speed, takenBy }) => (
            <option key={name} value={name} disabled={takenBy !== null}>
              {name} (
              {takenBy === null ? [description, status, speed].filter(Boolean).join(', ') : `has ${takenBy}`})
            </option>
          ))}
        </Select>
      </Field>
      <Checkbox
        name="shares"
        defaultChecked
        label={`${host.name} goes on using this adapter, through the switch`}
      />
      <p role="note" className="rounded-md bg-warn-wash px-3 py-2 text-warn">
        The network of {host.name} is interrupted for a moment while the adapter moves to the switch. Its link
        to Busbar may break meanwhile and comes back; the job goes on by itself. Without the tick above, the
        host loses this adapter, and with it the link if it runs over it.
      </p>
    </>
  );
}
