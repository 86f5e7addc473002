'use client';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { notify } from '@/client/notify.ts';
import { useTRPCClient } from '@/client/trpc.ts';

export type PowerAction = 'start' | 'shutdown' | 'power-off' | 'reboot' | 'pause' | 'save' | 'resume';
/** Needs no question: nothing is lost by it. */
export type WakeAction = 'start' | 'resume';
export type AskedPowerAction = Exclude<PowerAction, WakeAction>;

export const powerVerb: Readonly<Record<PowerAction, string>> = {
  start: 'Start',
  shutdown: 'Shut down',
  'power-off': 'Power off',
  reboot: 'Reboot',
  pause: 'Pause',
  save: 'Save',
  resume: 'Resume',
};

/** What makes the VM run in its state; null when it does, or is not there. */
export const wakeActionFor = ({ state }: Pick<VmRow, 'state'>): WakeAction | null => {
  if (state === 'stopped' || state === 'failed') return 'start';
  return state === 'paused' || state === 'saved' ? 'resume' : null;
};

/** What else means something in which state, and is asked about first. */
export const powerActionsFor = (vm: Pick<VmRow, 'state'>): readonly AskedPowerAction[] => {
  if (vm.state === 'running') return ['shutdown', 'reboot', 'pause', 'save', 'power-off'];
  if (vm.state === 'paused' || vm.state === 'saved') return ['power-off'];
  return vm.state === 'starting' || vm.state === 'stopping' ? ['power-off'] : [];
};

type Asked = { readonly vm: Pick<VmRow, 'id' | 'name'>; readonly action: PowerAction };

/** Asks for a power action; the answer is a job, which the toast leads to, also once what asked has gone. */
export function usePower() {
  const api = useTRPCClient();
  const router = useRouter();
  const mutation = useMutation({
    mutationFn: ({ vm, action }: Asked) => api.vm.power.mutate({ vmId: vm.id, action }),
    onSuccess: ({ jobId }, { vm, action }) =>
      notify(`${powerVerb[action]}: ${vm.name}`, {
        action: { label: 'Show the job', onClick: () => router.push(`/jobs/${jobId}`) },
      }),
  });
  const run = (vm: Asked['vm'], action: PowerAction): void => mutation.mutate({ vm, action });
  return { run, isPending: mutation.isPending };
}
