import type { HostSwitch } from '@busbar/shared/protocol/asked-of-host';
import { Network, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { plural } from '@/client/format.ts';
import { IconButton } from '@/components/ui/icon-button.tsx';

type SwitchRowProps = {
  readonly one: HostSwitch;
  /** Why nothing can be done with it now. */
  readonly refusal: string | null;
  readonly onRemove: () => void;
};

/** As many VMs as a line bears. */
const shownVms = 6;

/** One switch: whom it connects, and which VMs are on it. */
export function SwitchRow({ one, refusal, onRemove }: SwitchRowProps) {
  const { name, notes, vms, isForVms, isBuiltIn } = one;
  const inTheWay = isBuiltIn
    ? 'It belongs to Windows and cannot be removed.'
    : vms.length > 0
      ? `${plural(vms.length, 'VM')} ${vms.length === 1 ? 'is' : 'are'} on it.`
      : null;
  return (
    <li className="flex items-center gap-3 border-b border-line px-4 py-2 last:border-b-0">
      <Network aria-hidden className={`size-4 shrink-0 ${isForVms ? 'text-copper' : 'text-ink-3'}`} />
      <span className="min-w-0 flex-1">
        <span className="block font-medium break-words">{name}</span>
        <span className="block text-xs text-ink-2">
          {purposeOf(one)}
          {isForVms && ' · VMs that name no switch are put on it'}
        </span>
        {notes !== '' && <span className="block text-xs break-words text-ink-3">{notes}</span>}
        {vms.length > 0 && (
          <span className="flex flex-wrap gap-x-2 text-xs text-ink-2">
            <span>VMs on it:</span>
            {vms.slice(0, shownVms).map((vm) =>
              vm.vmId === null ? (
                <span key={vm.name}>{vm.name}</span>
              ) : (
                <Link key={vm.vmId} href={`/vms/${vm.vmId}`} prefetch={false} className="hover:underline">
                  {vm.name}
                </Link>
              ),
            )}
            {vms.length > shownVms && <span>and {vms.length - shownVms} more</span>}
          </span>
        )}
      </span>
      <IconButton
        label={`Remove the switch ${name}…`}
        icon={<Trash2 aria-hidden className="size-4" />}
        refusal={refusal ?? inTheWay}
        onClick={onRemove}
      />
    </li>
  );
}

function purposeOf({ type, adapter, sharesAdapter }: HostSwitch): string {
  if (adapter !== null)
    return `external, on ${adapter}${sharesAdapter ? ', which the host uses too' : ', which the host does not use'}`;
  if (type === 'Internal') return 'internal: VMs with each other and with their host';
  if (type === 'Private') return 'private: VMs with each other only';
  return type.toLowerCase();
}
