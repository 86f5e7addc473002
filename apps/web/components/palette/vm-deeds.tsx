'use client';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import { useQuery } from '@tanstack/react-query';
import { usePathname } from 'next/navigation';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusals } from '@/client/use-session.tsx';
import { TwoLights } from '@/components/state/two-lights.tsx';
import { questionHref, vmActionsFor } from '@/components/vm/vm-actions.ts';
import { powerVerb, usePower, type WakeAction, wakeActionFor } from '@/components/vms/use-power.ts';
import { type Deed, matchDeeds } from './match-deeds.ts';
import { PaletteGroup, PaletteItem } from './palette-item.tsx';

/** More than anyone reads; a longer name narrows it. */
const shownDeeds = 16;

type VmDeed = {
  readonly key: string;
  readonly label: string;
  readonly phrase: string;
  /** Why it cannot be done now. */
  readonly refusal: string | null;
  readonly run: () => void;
};
type VmDeedsProps = {
  readonly vms: readonly VmRow[];
  readonly search: string;
  readonly go: (href: string) => void;
  readonly close: () => void;
};

/** What can be done with the VM whose page is open, or with those that are named beside a verb. */
export function VmDeeds({ vms, search, go, close }: VmDeedsProps) {
  const deedsOf = useDeedsOf(go, close);
  const trpc = useTRPC();
  const path = usePathname();
  // Its page has loaded it: the list of all may be on its way still, and the first item must not change under Enter.
  const vmId = /^\/vms\/([^/]+)$/.exec(path)?.[1];
  const page = useQuery({ ...trpc.vm.get.queryOptions({ vmId: vmId ?? '' }), enabled: vmId !== undefined });
  const open = vmId === undefined ? undefined : page.data?.vm;
  const isPlain = search.trim() === '';
  const ofOpen =
    open === undefined ? [] : deedsOf(open).filter(({ label }) => isPlain || isIn(search, label));
  const shown: readonly Deed<VmRow, VmDeed>[] =
    ofOpen.length === 0 || open === undefined
      ? matchDeeds({ vms, actionsOf: deedsOf, search, limit: shownDeeds })
      : ofOpen.map((action) => ({ vm: open, action }));
  return (
    <PaletteGroup heading={isPlain && open !== undefined ? `With ${open.name}` : 'With a VM'}>
      {shown.map(({ vm, action: { key, phrase, refusal, run } }) => (
        <PaletteItem
          key={`${vm.id} ${key}`}
          value={`deed ${vm.id} ${key}`}
          label={phrase}
          before={<TwoLights vm={vm} />}
          hint={refusal ?? undefined}
          isDisabled={refusal !== null}
          onSelect={run}
        />
      ))}
    </PaletteGroup>
  );
}

const isIn = (search: string, label: string): boolean =>
  label.toLowerCase().includes(search.trim().toLowerCase());

/** Those that the person may do; what asks first does so on the VM's page. */
function useDeedsOf(go: (href: string) => void, close: () => void): (vm: VmRow) => readonly VmDeed[] {
  const refusalFor = useRefusals();
  const power = usePower();
  return (vm) => [
    ...(refusalFor('vm.shell') === null ? [shellOf(vm, go)] : []),
    ...wakingOf(vm, refusalFor('vm.power'), (action) => {
      close();
      power.run(vm, action);
    }),
    ...vmActionsFor(vm)
      .filter(({ permission }) => refusalFor(permission) === null)
      .map(({ question, label, phrase, refusal }) => ({
        ...{ key: question, label, phrase: phrase(vm.name), refusal },
        run: () => go(questionHref(vm.id, question)),
      })),
    ...tabs.map(({ tab, label }) => ({
      ...{ key: tab, label, phrase: `${label} of ${vm.name}`, refusal: null },
      run: () => go(`/vms/${vm.id}?tab=${tab}`),
    })),
  ];
}

/** It needs no question. */
function wakingOf(vm: VmRow, refusal: string | null, run: (action: WakeAction) => void): readonly VmDeed[] {
  const action = wakeActionFor(vm);
  if (action === null || refusal !== null) return [];
  const label = powerVerb[action];
  return [{ key: action, label, phrase: `${label} ${vm.name}`, refusal: null, run: () => run(action) }];
}

const shellOf = (vm: VmRow, go: (href: string) => void): VmDeed => ({
  key: 'shell',
  label: 'Open shell',
  phrase: `Open shell of ${vm.name}`,
  refusal: vm.state === 'running' ? null : `It is ${vm.state}.`,
  run: () => go(`/vms/${vm.id}?tab=shell`),
});

/** Where the rest is done. */
const tabs = [
  { tab: 'checkpoints', label: 'Checkpoints' },
  { tab: 'backups', label: 'Backups' },
  { tab: 'settings', label: 'Disks, discs and hardware' },
  { tab: 'jobs', label: 'Jobs' },
] as const;
