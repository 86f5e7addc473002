'use client';
import { systemDiskId } from '@busbar/shared/domain/disk';
import type { VmDisk } from '@busbar/shared/protocol/asked-of-host';
import { EllipsisVertical, HardDrive } from 'lucide-react';
import { formatBytes, plural } from '@/client/format.ts';
import { IconButton } from '@/components/ui/icon-button.tsx';
import { Menu, type MenuItem } from '@/components/ui/menu.tsx';
import { phraseOf, titleOf } from './disk-words.ts';

export type DiskAction = 'resize' | 'compact' | 'convert' | 'remove';

type DiskRowProps = {
  readonly disk: VmDisk;
  /** Why nothing can be done with it now. */
  readonly refusal: string | null;
  /** Why nothing can be done that needs the VM to be off. */
  readonly refusalUnlessOff: string | null;
  readonly onAction: (action: DiskAction) => void;
};

/** A disk: how large, how much of the host it takes, what it stands on, and what can be done with it. */
export function DiskRow({ disk, refusal, refusalUnlessOff, onAction }: DiskRowProps) {
  const { id, name, sizeBytes, format, kind, below, isOurs } = disk;
  const isSystem = id === systemDiskId;
  return (
    <li className="flex min-h-14 items-start gap-x-3 border-b border-line px-4 py-2 last:border-b-0">
      <HardDrive aria-hidden className={`mt-1 size-4 shrink-0 ${isSystem ? 'text-copper' : 'text-ink-3'}`} />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">
          {titleOf(disk)}
          {sizeBytes !== null && <span className="tabular-nums"> · {formatBytes(sizeBytes)}</span>}
        </span>
        <span className={`block text-xs ${sizeBytes === null ? 'text-bad' : 'text-ink-2'}`}>
          {roomText(disk)} · {kind} {format}
          {!isOurs && ' · attached on its host, outside the VM’s folder'}
        </span>
        <span className="block text-xs break-all text-ink-3">
          <span className="font-mono">{name}</span>
          {below.length > 0 && <Below below={below} />}
        </span>
      </span>
      <Menu
        trigger={
          <IconButton
            label={`Change ${phraseOf(disk)}`}
            icon={<EllipsisVertical aria-hidden className="size-4" />}
            refusal={refusal}
          />
        }
        items={itemsOf(disk, refusalUnlessOff, onAction)}
      />
    </li>
  );
}

/** What it stands on last; the layers between, of which checkpoints and clones make many, are counted. */
function Below({ below }: Pick<VmDisk, 'below'>) {
  const between = below.length - 1;
  return (
    <>
      {' '}
      on <span className="font-mono">{below.at(-1)?.name}</span>
      {between > 0 && (
        <span title={below.map(({ name }) => name).join(' on ')}>, through {plural(between, 'layer')}</span>
      )}
    </>
  );
}

function roomText({ sizeBytes, fileBytes }: VmDisk): string {
  if (sizeBytes === null || fileBytes === null) return 'its file cannot be read';
  return `takes ${formatBytes(fileBytes)} of the host`;
}

function itemsOf(
  { id, kind, sizeBytes }: VmDisk,
  refusalUnlessOff: string | null,
  onAction: (action: DiskAction) => void,
): readonly MenuItem[] {
  const isSystem = id === systemDiskId;
  const lost = sizeBytes === null ? 'Its file cannot be read.' : null;
  const offRefusal = lost ?? refusalUnlessOff;
  const fixed = kind === 'fixed' ? 'A fixed disk takes all of its room always.' : null;
  return [
    { label: 'Grow…', refusal: isSystem ? offRefusal : lost, onSelect: () => onAction('resize') },
    { label: 'Compact…', refusal: fixed ?? offRefusal, onSelect: () => onAction('compact') },
    { label: 'Convert…', refusal: offRefusal, onSelect: () => onAction('convert') },
    { kind: 'separator' },
    {
      label: 'Remove…',
      isDanger: true,
      refusal: isSystem ? 'The VM boots from it.' : null,
      onSelect: () => onAction('remove'),
    },
  ];
}
