import type { VmView } from '@busbar/shared/realtime/views';
import Link from 'next/link';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { buttonClass } from '@/components/ui/button.tsx';

/** Why there is no shell now. The page opens one by itself when the channel comes up. */
export function UnreachableShell({ vm }: { readonly vm: VmView }) {
  if (vm.hostState !== 'online') {
    return (
      <EmptyState
        title={`${vm.hostName} is ${vm.hostState}, so nothing on it can be reached`}
        action={
          <Link href={`/hosts/${vm.hostId}`} className={buttonClass()}>
            Show the host
          </Link>
        }
      >
        Shells in {vm.name} go on inside it; this page finds them again when the host is back.
      </EmptyState>
    );
  }
  if (vm.state !== 'running')
    return (
      <EmptyState title={`${vm.name} is ${vm.state}`}>
        A shell opens here by itself once the VM runs and its agent answers.
      </EmptyState>
    );
  return (
    <EmptyState title="The guest agent does not answer">
      The VM runs, but its channel is {vm.channel}. It may still be booting. A shell opens here by itself when
      the agent answers.
    </EmptyState>
  );
}
