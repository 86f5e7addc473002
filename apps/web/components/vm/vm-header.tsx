'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { Ellipsis, SquareTerminal } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import { useRefusal } from '@/client/use-session.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { TwoLights } from '@/components/state/two-lights.tsx';
import { Button, buttonClass } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { Menu } from '@/components/ui/menu.tsx';
import { isNetworkLost } from '@/components/vms/is-network-lost.ts';
import { type PowerAction, powerActionsFor, powerVerb, usePower } from '@/components/vms/use-power.ts';
import { DeleteVmDialog } from './delete-vm-dialog.tsx';
import { ResizeVmDialog } from './resize-vm-dialog.tsx';

/** Few ask for them: the page's first load does without. */
const ExportVmDialog = dynamic(
  () => import('./export-vm-dialog.tsx').then((module) => module.ExportVmDialog),
  { ssr: false },
);

const CaptureVmDialog = dynamic(
  () => import('./capture-vm-dialog.tsx').then((module) => module.CaptureVmDialog),
  { ssr: false },
);

const CloneVmDialog = dynamic(() => import('./clone-vm-dialog.tsx').then((module) => module.CloneVmDialog), {
  ssr: false,
});

const consequences: Readonly<Record<PowerAction, string>> = {
  start: '',
  shutdown: 'The guest is asked to shut down; open shells end.',
  reboot: 'The guest is asked to reboot; open shells end.',
  'power-off': 'The power is cut: what was not written to disk is lost. The disk stays.',
};

export function VmHeader({ vm, isShell }: { readonly vm: VmView; readonly isShell: boolean }) {
  const power = usePower();
  const powerRefusal = useRefusal('vm.power');
  const resizeRefusal = useRefusal('vm.resize');
  const exportRefusal = useRefusal('vm.export');
  const cloneRefusal = useRefusal('vm.clone');
  const captureRefusal = useRefusal('image.write');
  const deleteRefusal = useRefusal('vm.delete');
  const [asked, setAsked] = useState<PowerAction | null>(null);
  const [isResizing, setResizing] = useState(false);
  const [isExporting, setExporting] = useState(false);
  const [isCloning, setCloning] = useState(false);
  const [isCapturing, setCapturing] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const isLost = isNetworkLost(vm);
  const isGone = vm.state === 'deleted';
  return (
    <div className={isLost ? 'bg-copper-wash' : ''}>
      <PageHeader
        title={vm.name}
        actions={
          isGone ? null : (
            <>
              {!isShell && (
                <Link
                  href={`/vms/${vm.id}?tab=shell`}
                  className={buttonClass(vm.channel === 'up' ? 'primary' : 'default')}
                >
                  <SquareTerminal aria-hidden className="size-4" /> Open shell
                </Link>
              )}
              {isShell && powerRefusal === null && powerActionsFor(vm).includes('shutdown') && (
                <Button onClick={() => setAsked('shutdown')}>Shut down</Button>
              )}
              {powerActionsFor(vm).includes('start') && (
                <Button
                  refusal={powerRefusal}
                  isBusy={power.isPending}
                  onClick={() => power.run(vm, 'start')}
                >
                  Start
                </Button>
              )}
              <Menu
                trigger={
                  <Button
                    aria-label={`More actions for ${vm.name}`}
                    icon={<Ellipsis aria-hidden className="size-4" />}
                  />
                }
                items={[
                  ...powerActionsFor(vm)
                    .filter((action) => action !== 'start')
                    .map((action) => ({
                      label: powerVerb[action],
                      refusal: powerRefusal,
                      onSelect: () => setAsked(action),
                    })),
                  {
                    label: 'Resize…',
                    refusal: resizeRefusal ?? (vm.state === 'stopped' ? null : 'Shut it down first.'),
                    onSelect: () => setResizing(true),
                  },
                  { label: 'Clone…', refusal: cloneRefusal, onSelect: () => setCloning(true) },
                  { label: 'Make an image…', refusal: captureRefusal, onSelect: () => setCapturing(true) },
                  { label: 'Export…', refusal: exportRefusal, onSelect: () => setExporting(true) },
                  { kind: 'separator' as const },
                  {
                    label: 'Delete…',
                    isDanger: true,
                    refusal: deleteRefusal,
                    onSelect: () => setDeleting(true),
                  },
                ]}
              />
            </>
          )
        }
      >
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-2">
          {!isGone && <TwoLights vm={vm} hasWords />}
          <StateBadge state={vm.state} of="vm" />
          {isLost && (
            <span className="font-medium text-copper">
              network lost
              {vm.networkLostAt && (
                <>
                  {' '}
                  <RelativeTime at={vm.networkLostAt} />
                </>
              )}{' '}
              · reachable over VMBus
            </span>
          )}
          <span>
            on{' '}
            <Link href={`/hosts/${vm.hostId}`} className="hover:underline">
              {vm.hostName}
            </Link>
          </span>
          {vm.activeJobId && (
            <Link href={`/jobs/${vm.activeJobId}`} className="text-copper hover:underline">
              a job is under way
            </Link>
          )}
        </div>
      </PageHeader>
      {asked !== null && (
        <ConfirmDialog
          isOpen
          onClose={() => setAsked(null)}
          title={`${powerVerb[asked]} ${vm.name}?`}
          verb={`${powerVerb[asked]} ${vm.name}`}
          isBusy={power.isPending}
          onConfirm={() => {
            power.run(vm, asked);
            setAsked(null);
          }}
        >
          {consequences[asked]}
        </ConfirmDialog>
      )}
      <ResizeVmDialog vm={vm} isOpen={isResizing} onClose={() => setResizing(false)} />
      {isCloning && <CloneVmDialog vm={vm} onClose={() => setCloning(false)} />}
      {isCapturing && <CaptureVmDialog vm={vm} onClose={() => setCapturing(false)} />}
      {isExporting && <ExportVmDialog vm={vm} onClose={() => setExporting(false)} />}
      <DeleteVmDialog vm={vm} isOpen={isDeleting} onClose={() => setDeleting(false)} />
    </div>
  );
}
