import type { DriverFacts } from '@busbar/shared/protocol/host-facts';
import type { VmView } from '@busbar/shared/realtime/views';

/** Why the VM cannot be copied as it is: `verb` and `done` as in "export" and "exported". Null when it can. */
export function copyRefusal(
  { name, state, driver, hostName }: VmView,
  facts: DriverFacts | undefined,
  { verb, done }: { readonly verb: string; readonly done: string },
): string | null {
  const abilities = facts?.abilities ?? [];
  if (!abilities.includes('exporting')) return `The ${driver} driver of ${hostName} cannot ${verb}.`;
  if (state === 'stopped' || state === 'failed') return null;
  if (!abilities.includes('live-exporting'))
    return `${name} is ${state}. The ${driver} driver copies VMs that are off, so that what is copied fits together: shut it down first.`;
  return state === 'running' ? null : `${name} is ${state}. It is ${done} while it runs or is off.`;
}

/** What is in its copy, for the dialogs that ask for one. */
export const whatIsCopied = ({ name, state }: VmView): string =>
  state === 'running'
    ? `${name} goes on running. Its disks are copied as after a power cut, without its memory.`
    : 'Its disks are copied as they are. It cannot be started meanwhile.';
