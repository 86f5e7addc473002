import type { VmExport } from '@busbar/shared/protocol/asked-of-host';
import { Import, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { formatBytes, plural } from '@/client/format.ts';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { IconButton } from '@/components/ui/icon-button.tsx';

type ExportRowProps = {
  readonly exported: VmExport;
  /** Whether its VM is still there. */
  readonly hasVm: boolean;
  /** Why it cannot be imported or removed now. */
  readonly importRefusal: string | null;
  readonly removeRefusal: string | null;
  readonly onImport: () => void;
  readonly onRemove: () => void;
};

/** One export: what it is called, of which VM, when, how large, and its folder's name. */
export function ExportRow({
  exported,
  hasVm,
  importRefusal,
  removeRefusal,
  onImport,
  onRemove,
}: ExportRowProps) {
  const { id, name, vm, createdAt, sizeBytes, isLive } = exported;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 last:border-b-0">
      <span className="min-w-0 flex-1 basis-64">
        <span className="block break-words">
          {hasVm ? (
            <Link href={`/vms/${vm.id}`} className="font-medium hover:underline">
              {vm.name}
            </Link>
          ) : (
            <span className="font-medium">{vm.name}</span>
          )}{' '}
          · {name}
        </span>
        <span className="block text-xs text-ink-2">
          <RelativeTime at={createdAt} /> · {vm.driver}, {plural(vm.cpuCount, 'CPU')},{' '}
          {formatBytes(vm.memoryBytes)}, disk {formatBytes(vm.diskBytes)} ·{' '}
          {isLive ? 'copied while it ran' : 'copied while it was off'}
        </span>
        <span className="block font-mono text-xs break-all text-ink-3">{id}</span>
      </span>
      <span className="ml-auto flex shrink-0 items-center gap-1">
        <span className="mr-2 text-right tabular-nums">{formatBytes(sizeBytes)}</span>
        <IconButton
          label={`Import the export ${name} of ${vm.name}…`}
          icon={<Import aria-hidden className="size-4" />}
          refusal={importRefusal}
          onClick={onImport}
        />
        <IconButton
          label={`Remove the export ${name} of ${vm.name}…`}
          icon={<Trash2 aria-hidden className="size-4" />}
          refusal={removeRefusal}
          onClick={onRemove}
        />
      </span>
    </li>
  );
}
