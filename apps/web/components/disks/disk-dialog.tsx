'use client';
import type { VmDisk } from '@busbar/shared/protocol/asked-of-host';
import type { VmView } from '@busbar/shared/realtime/views';
import { CompactDiskDialog } from './compact-disk-dialog.tsx';
import { ConvertDiskDialog } from './convert-disk-dialog.tsx';
import type { DiskAction } from './disk-row.tsx';
import { GrowDiskDialog } from './grow-disk-dialog.tsx';
import { RemoveDiskDialog } from './remove-disk-dialog.tsx';
import type { DiskJobs } from './use-disk-jobs.ts';

export type OnDisk = {
  readonly vm: VmView;
  readonly disk: VmDisk;
  readonly jobs: DiskJobs;
  readonly onClose: () => void;
};

const dialogs = {
  resize: GrowDiskDialog,
  compact: CompactDiskDialog,
  convert: ConvertDiskDialog,
  remove: RemoveDiskDialog,
} as const;

/** What is asked before something is done with a disk. Loaded when it is first asked. */
export function DiskDialog({ action, ...onDisk }: OnDisk & { readonly action: DiskAction }) {
  const Asked = dialogs[action];
  return <Asked {...onDisk} />;
}
