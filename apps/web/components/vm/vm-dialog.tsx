'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { MoveVmDialog } from '@/components/move/move-vm-dialog.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { type AskedPowerAction, powerVerb, usePower } from '@/components/vms/use-power.ts';
import { CaptureVmDialog } from './capture-vm-dialog.tsx';
import { CloneVmDialog } from './clone-vm-dialog.tsx';
import { DeleteVmDialog } from './delete-vm-dialog.tsx';
import { ExportVmDialog } from './export-vm-dialog.tsx';
import { ResizeVmDialog } from './resize-vm-dialog.tsx';
import type { VmQuestion } from './vm-actions.ts';

type OfVm = { readonly vm: VmView; readonly onClose: () => void };

const dialogs = {
  resize: ResizeVmDialog,
  move: MoveVmDialog,
  clone: CloneVmDialog,
  capture: CaptureVmDialog,
  export: ExportVmDialog,
  delete: DeleteVmDialog,
} as const;

/** What is asked before something is done with a VM. Loaded when it is first asked. */
export function VmDialog({ question, ...ofVm }: OfVm & { readonly question: VmQuestion }) {
  if (isPower(question)) return <PowerDialog action={question} {...ofVm} />;
  const Asked = dialogs[question];
  return <Asked {...ofVm} />;
}

const consequences: Readonly<Record<AskedPowerAction, string>> = {
  shutdown: 'The guest is asked to shut down; open shells end.',
  reboot: 'The guest is asked to reboot; open shells end.',
  pause: 'It stands still with all that it has in memory, and keeps that memory. Resume lets it go on.',
  save: 'Its memory is written to the disk, and the host has its own back. Resume lets it go on where it was; powering it off throws that memory away.',
  'power-off': 'The power is cut: what was not written to disk is lost. The disk stays.',
};

const isPower = (question: VmQuestion): question is AskedPowerAction => Object.hasOwn(consequences, question);

function PowerDialog({ vm, action, onClose }: OfVm & { readonly action: AskedPowerAction }) {
  const power = usePower();
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`${powerVerb[action]} ${vm.name}?`}
      verb={`${powerVerb[action]} ${vm.name}`}
      isBusy={power.isPending}
      onConfirm={() => {
        power.run(vm, action);
        onClose();
      }}
    >
      {consequences[action]}
    </ConfirmDialog>
  );
}
