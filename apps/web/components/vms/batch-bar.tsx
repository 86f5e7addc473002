'use client';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import { useState } from 'react';
import { plural } from '@/client/format.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { type AskedPowerAction, powerActionsFor, powerVerb, usePower, wakeActionFor } from './use-power.ts';

const actions = ['start', 'shutdown', 'reboot', 'power-off'] as const;
type BatchAction = (typeof actions)[number];
const namesShown = 8;

/** What can be done to all selected VMs at once; each becomes a job of its own. */
export function BatchBar({ vms, onClear }: { readonly vms: readonly VmRow[]; readonly onClear: () => void }) {
  const power = usePower();
  const refusal = useRefusal('vm.power');
  const [asked, setAsked] = useState<(AskedPowerAction & BatchAction) | null>(null);
  if (vms.length === 0) return null;
  const able = (action: BatchAction): readonly VmRow[] =>
    vms.filter((vm) =>
      action === 'start' ? wakeActionFor(vm) !== null : powerActionsFor(vm).includes(action),
    );
  const run = (action: BatchAction): void => {
    for (const vm of able(action)) power.run(vm, action === 'start' ? (wakeActionFor(vm) ?? action) : action);
    setAsked(null);
    onClear();
  };
  return (
    <section
      aria-label="Selected VMs"
      className="flex shrink-0 flex-wrap items-center gap-2 border-t border-line bg-surface px-4 py-2"
    >
      <span className="mr-2 font-medium">{plural(vms.length, 'VM')} selected</span>
      {actions.map((action) => (
        <Button
          key={action}
          refusal={refusal ?? (able(action).length === 0 ? `None of them can do this now.` : null)}
          onClick={() => (action === 'start' ? run(action) : setAsked(action))}
        >
          {powerVerb[action]}
        </Button>
      ))}
      <Button look="quiet" onClick={onClear}>
        Clear
      </Button>
      {asked !== null && (
        <ConfirmDialog
          isOpen
          onClose={() => setAsked(null)}
          title={`${powerVerb[asked]} ${plural(able(asked).length, 'VM')}?`}
          verb={`${powerVerb[asked]} ${plural(able(asked).length, 'VM')}`}
          isBusy={power.isPending}
          onConfirm={() => run(asked)}
        >
          {able(asked)
            .slice(0, namesShown)
            .map((vm) => vm.name)
            .join(', ')}
          {able(asked).length > namesShown && ` and ${able(asked).length - namesShown} more`}.
          {asked === 'power-off' && ' Their disks stay; what was not written to them is lost.'}
        </ConfirmDialog>
      )}
    </section>
  );
}
