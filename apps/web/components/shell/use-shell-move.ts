'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import type { ShellMove } from './shell-words.ts';

/** How long a line says where the VM went, unless somebody has read it before. */
const saidMs = 20_000;

/** What becomes of the shell's VM while the page is open. `isBroken`: the shell is away, so that somebody wants to know why. */
export function useShellMove(vm: VmView, isBroken: boolean): ShellMove & { readonly read: () => void } {
  const trpc = useTRPC();
  const { hostId, hostName, activeJobId } = vm;
  const [known, setKnown] = useState({ hostId, hostName });
  const isElsewhere = known.hostId !== hostId;
  const isAsked = isBroken && activeJobId !== null;
  const job = useQuery({ ...trpc.job.get.queryOptions({ jobId: activeJobId ?? '' }), enabled: isAsked });
  const read = (): void => setKnown({ hostId, hostName });
  useEffect(() => {
    if (!isElsewhere || isBroken) return undefined;
    const timer = setTimeout(() => setKnown({ hostId, hostName }), saidMs);
    return () => clearTimeout(timer);
  }, [isElsewhere, isBroken, hostId, hostName]);
  return {
    vmName: vm.name,
    isUnderWay: isAsked && job.data?.job.kind === 'vm.move',
    moved: isElsewhere ? { from: known.hostName, to: hostName } : null,
    read,
  };
}
