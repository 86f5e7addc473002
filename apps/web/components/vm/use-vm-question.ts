'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { useEffect, useState } from 'react';
import { useRefusals } from '@/client/use-session.tsx';
import { useUrlState } from '@/client/use-url-state.ts';
import { type VmQuestion, vmActionsFor } from './vm-actions.ts';

/**
 * What is being asked about the VM. A link may ask too (`?ask=clone`): once, so that loading the page again or a change of
 * the VM's state brings back no dialog that was closed; and only what may and can be done.
 */
export function useVmQuestion(
  vm: VmView,
): readonly [VmQuestion | null, (question: VmQuestion | null) => void] {
  const { get, set } = useUrlState();
  const refusalFor = useRefusals();
  const [question, ask] = useState<VmQuestion | null>(null);
  const wanted = get('ask');
  useEffect(() => {
    if (wanted === null) return;
    set({ ask: null });
    const action = vmActionsFor(vm).find((each) => each.question === wanted);
    if (action?.refusal === null && refusalFor(action.permission) === null) ask(action.question);
  }, [wanted, set, vm, refusalFor]);
  return [question, ask];
}
