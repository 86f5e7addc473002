'use client';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { notify } from '@/client/notify.ts';
import { useTRPC } from '@/client/trpc.ts';

export type PowerAction = 'start' | 'shutdown' | 'power-off' | 'reboot';

export const powerVerb: Readonly<Record<PowerAction, string>> = {
  start: 'Start',
  shutdown: 'Shut down',
  'power-off': 'Power off',
  reboot: 'Reboot',
};

/** Which actions mean something in which state. */
export const powerActionsFor = (vm: Pick<VmRow, 'state'>): readonly PowerAction[] => {
  if (vm.state === 'stopped' || vm.state === 'failed') return ['start'];
  if (vm.state === 'running') return ['shutdown', 'reboot', 'power-off'];
  if (vm.state === 'paused') return ['start', 'power-off'];
  return vm.state === 'starting' || vm.state === 'stopping' ? ['power-off'] : [];
};

/** Asks for a power action; the answer is a job, which the toast leads to. */
export function usePower() {
  const trpc = useTRPC();
  const router = useRouter();
  const mutation = useMutation(trpc.vm.power.mutationOptions());
  const run = (vm: Pick<VmRow, 'id' | 'name'>, action: PowerAction): void =>
    mutation.mutate(
      { vmId: vm.id, action },
      {
        onSuccess: ({ jobId }) =>
          notify(`${powerVerb[action]}: ${vm.name}`, {
            action: { label: 'Show the job', onClick: () => router.push(`/jobs/${jobId}`) },
          }),
      },
    );
  return { run, isPending: mutation.isPending };
}
