import type { AppError } from '@busbar/shared/errors/app-error';
import type { ReplicateContext } from './context.ts';

/** Into the job's log, once as long as it stays the same: the control plane comes by again and again. */
export function tellTrouble(log: ReplicateContext['log']): (error: AppError) => void {
  let told = '';
  return ({ userMessage }) => {
    if (userMessage === told) return;
    told = userMessage;
    log('warn', userMessage);
  };
}
