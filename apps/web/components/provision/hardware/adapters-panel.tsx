'use client';
import { adapterLimit } from '@busbar/shared/domain/adapter-limit';
import type { SwitchList } from '@busbar/shared/protocol/asked-of-host';
import { useFieldArray, useFormContext } from 'react-hook-form';
import { useToldByHost } from '@/components/asked-of-host/use-told-by-host.ts';
import { Button } from '@/components/ui/button.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import type { Template } from '../form-parts.ts';
import type { ImageChoice } from '../image-choices.ts';
import type { ProvisionInput } from '../provision-values.ts';
import { AdapterFields } from './adapter-fields.tsx';
import { hostsFor } from './offered-hardware.ts';

type AdaptersPanelProps = {
  readonly image: ImageChoice | undefined;
  readonly template: Template | undefined;
};

/** The VM's own network adapters, in the order in which the guest gets them. */
export function AdaptersPanel({ image, template }: AdaptersPanelProps) {
  const { control, watch, setValue } = useFormContext<ProvisionInput>();
  const { fields, append, remove } = useFieldArray({ control, name: 'adapters' });
  const hosts = hostsFor({ image, hostId: watch('hostId') });
  const [host] = hosts;
  const isKnown = hosts.length === 1 && host?.state === 'online';
  const switches = useToldByHost<SwitchList>({
    hostId: host?.id ?? '',
    what: 'switches',
    isAsked: isKnown,
    isChangedBy: (kind) => kind.startsWith('switch.'),
  });
  const adapters = watch('adapters') ?? [];
  const isWritten = adapters.length > 1 || adapters.some((adapter) => adapter.addressing?.mode === 'static');
  const isReplacing = isWritten && template?.documents.networkConfig !== undefined;
  const take = (index: number): void => {
    remove(index);
    if (fields.length === 1) setValue('network', 'none');
  };
  return (
    <Panel
      title="Network adapters"
      actions={
        <Button
          refusal={fields.length < adapterLimit ? null : `A VM has at most ${adapterLimit}.`}
          onClick={() =>
            append({ switchName: null, vlanId: null, macAddress: null, addressing: { mode: 'dhcp' } })
          }
        >
          Add an adapter
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {fields.map(({ id }, index) => (
          <AdapterFields
            key={id}
            index={index}
            switches={isKnown ? (switches.data?.switches ?? []) : null}
            onRemove={() => take(index)}
          />
        ))}
        <p className="text-xs text-ink-3">
          {isWritten
            ? 'Busbar writes a network-config that finds each adapter by its MAC address (nic0, nic1, …).'
            : 'A single adapter with DHCP needs no network-config: cloud-init finds it.'}
        </p>
        {isReplacing && (
          <p role="note" className="rounded-md bg-warn-wash px-3 py-2 text-warn">
            “{template?.title}” brings a network-config of its own. The one for these adapters takes its
            place.
          </p>
        )}
      </div>
    </Panel>
  );
}
