'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { useQuery } from '@tanstack/react-query';
import { Ellipsis, SquareTerminal } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusals } from '@/client/use-session.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { TwoLights } from '@/components/state/two-lights.tsx';
import { Button, buttonClass } from '@/components/ui/button.tsx';
import { Menu, type MenuItem } from '@/components/ui/menu.tsx';
import { isNetworkLost } from '@/components/vms/is-network-lost.ts';
import { powerActionsFor, powerVerb, usePower, wakeActionFor } from '@/components/vms/use-power.ts';
import { useVmQuestion } from './use-vm-question.ts';
import { vmActionsFor } from './vm-actions.ts';

/** Few ask: the page's first load does without. */
const VmDialog = dynamic(() => import('./vm-dialog.tsx').then((module) => module.VmDialog), { ssr: false });

export function VmHeader({ vm, isShell }: { readonly vm: VmView; readonly isShell: boolean }) {
  const power = usePower();
  const refusalFor = useRefusals();
  const powerRefusal = refusalFor('vm.power');
  const [question, ask] = useVmQuestion(vm);
  const wake = wakeActionFor(vm);
  const host = useQuery(useTRPC().host.get.queryOptions({ hostId: vm.hostId }));
  const driver = host.data?.host.drivers.find(({ name }) => name === vm.driver);
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
                <Button onClick={() => ask('shutdown')}>Shut down</Button>
              )}
              {wake !== null && (
                <Button refusal={powerRefusal} isBusy={power.isPending} onClick={() => power.run(vm, wake)}>
                  {powerVerb[wake]}
                </Button>
              )}
              <Menu
                trigger={
                  <Button
                    aria-label={`More actions for ${vm.name}`}
                    icon={<Ellipsis aria-hidden className="size-4" />}
                  />
                }
                items={vmActionsFor(vm, driver?.abilities ?? []).flatMap((action): MenuItem[] => {
                  const { question: asked, label, permission, refusal } = action;
                  const item = {
                    label,
                    refusal: refusalFor(permission) ?? refusal,
                    onSelect: () => ask(asked),
                  };
                  return asked === 'delete' ? [{ kind: 'separator' }, { ...item, isDanger: true }] : [item];
                })}
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
          {vm.hypervisorName !== null && !isGone && (
            <span className="break-words text-warn">renamed “{vm.hypervisorName}” at its hypervisor</span>
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
      {question !== null && <VmDialog vm={vm} question={question} onClose={() => ask(null)} />}
    </div>
  );
}
