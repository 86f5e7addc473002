'use client';
import type { Checkpoint } from '@busbar/shared/protocol/asked-of-host';
import type { VmView } from '@busbar/shared/realtime/views';
import { useState } from 'react';
import { useRefusal } from '@/client/use-session.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { PromptDialog } from '@/components/ui/prompt-dialog.tsx';
import { ApplyDialog } from './apply-dialog.tsx';
import { CheckpointRow, type RowAction } from './checkpoint-row.tsx';
import { layOutCheckpoints } from './lay-out-checkpoints.ts';
import { TreeItem } from './tree-item.tsx';
import type { CheckpointJobs } from './use-checkpoint-jobs.ts';

type CheckpointTreeProps = {
  readonly vm: VmView;
  readonly checkpoints: readonly Checkpoint[];
  readonly jobs: CheckpointJobs;
  /** Whether the driver copies a checkpoint into a folder of the host. */
  readonly canExport: boolean;
  /** Why nothing can be done with them now. */
  readonly refusal: string | null;
};

/** All checkpoints of a VM, and where in them it is now. */
export function CheckpointTree({ vm, checkpoints, jobs, canExport, refusal }: CheckpointTreeProps) {
  const [asked, setAsked] = useState<{ readonly id: string; readonly action: RowAction } | null>(null);
  const exportRefusal = useRefusal('vm.export');
  const close = (): void => setAsked(null);
  const chosen = checkpoints.find(({ id }) => id === asked?.id);
  const nameOf = (id: string | null): string | null =>
    checkpoints.find((each) => each.id === id)?.name ?? null;
  const reference = { vmId: vm.id, checkpointId: chosen?.id ?? '' };
  return (
    <>
      <ol aria-label={`Checkpoints of ${vm.name}`}>
        {layOutCheckpoints(checkpoints).map((line) =>
          line.kind === 'now' ? (
            <TreeItem key="now" {...line} mark="now">
              <span className="font-medium text-copper">Now</span>
              <span className="text-xs text-ink-2">{vm.name} as it is</span>
            </TreeItem>
          ) : (
            <CheckpointRow
              key={line.checkpoint.id}
              line={line}
              parentName={nameOf(line.checkpoint.parentId)}
              taken={checkpoints.filter((each) => each !== line.checkpoint).map(({ name }) => name)}
              refusal={refusal}
              exportRefusal={canExport ? exportRefusal : undefined}
              isRenaming={asked?.action === 'rename' && asked.id === line.checkpoint.id}
              isBusy={jobs.rename.isPending}
              onAction={(action) => setAsked({ id: line.checkpoint.id, action })}
              onRename={(name) => jobs.rename.mutate({ ...reference, name }, { onSuccess: close })}
              onClose={close}
            />
          ),
        )}
      </ol>
      {chosen !== undefined && asked?.action === 'apply' && (
        <ApplyDialog
          vm={vm}
          checkpoint={chosen}
          isBusy={jobs.applyTo.isPending}
          onClose={close}
          onApply={(start) => jobs.applyTo.mutate({ ...reference, start }, { onSuccess: close })}
        />
      )}
      {chosen !== undefined && asked?.action === 'export' && (
        <PromptDialog
          isOpen
          onClose={close}
          title={`Export “${chosen.name}”`}
          description={`A copy of ${vm.name} as it was then, without its memory, in a folder of its own on ${vm.hostName}. It stands on nothing else, and another VM can be made of it.`}
          label="Name of the export"
          initial={chosen.name}
          verb="Export the checkpoint"
          isBusy={jobs.exportOf.isPending}
          onSubmit={(name) => jobs.exportOf.mutate({ ...reference, name }, { onSuccess: close })}
        />
      )}
      {chosen !== undefined && asked?.action === 'remove' && (
        <ConfirmDialog
          isOpen
          onClose={close}
          title={`Remove “${chosen.name}”?`}
          verb="Remove the checkpoint"
          isBusy={jobs.remove.isPending}
          onConfirm={() => jobs.remove.mutate(reference, { onSuccess: close })}
        >
          {vm.name} stays as it is, and so do its other checkpoints. The way back to this one is gone for
          good.
        </ConfirmDialog>
      )}
    </>
  );
}
