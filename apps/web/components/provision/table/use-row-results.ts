'use client';
import type { VmProvisionInput } from '@busbar/shared/jobs/vm-provision';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTRPC, useTRPCClient } from '@/client/trpc.ts';
import { provisionRows } from './provision-rows.ts';
import { askedOf, type MadeVm, type RowResults } from './row-result.ts';

type Run = {
  readonly isRunning: boolean;
  readonly isStopping: boolean;
  readonly start: (inputs: readonly VmProvisionInput[]) => void;
  readonly stop: () => void;
};

/** Provisions rows and keeps what became of each. The rest is not asked for once the page is left. */
export function useRowResults(setResults: (change: (before: RowResults) => RowResults) => void): Run {
  const api = useTRPCClient();
  const trpc = useTRPC();
  const client = useQueryClient();
  const stopped = useRef(false);
  const [phase, setPhase] = useState<'idle' | 'running' | 'stopping'>('idle');
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );
  useAskBeforeLeaving(phase !== 'idle');
  const ask = async (input: VmProvisionInput): Promise<MadeVm> => {
    const { jobs } = await api.vm.provision.mutate(input);
    const [only] = jobs;
    if (only === undefined) throw new Error('Busbar answered without a job. Look under Jobs what was made.');
    return { jobId: only.jobId, vmId: only.vmId };
  };
  const start = (inputs: readonly VmProvisionInput[]): void => {
    stopped.current = false;
    setPhase('running');
    void provisionRows({
      rows: inputs,
      ask,
      report: (input, outcome) =>
        setResults((before) => new Map(before).set(input.name, { ...outcome, asked: askedOf(input) })),
      isStopped: () => stopped.current,
    }).then(() => {
      setPhase('idle');
      void client.invalidateQueries(trpc.host.pathFilter());
    });
  };
  const stop = (): void => {
    stopped.current = true;
    setPhase('stopping');
  };
  return { isRunning: phase !== 'idle', isStopping: phase === 'stopping', start, stop };
}

function useAskBeforeLeaving(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isNeeded]);
}
