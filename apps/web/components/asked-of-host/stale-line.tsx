import type { VmView } from '@busbar/shared/realtime/views';
import { RelativeTime } from '@/components/state/relative-time.tsx';

type StaleLineProps = {
  readonly vm: VmView;
  readonly query: { readonly error: unknown; readonly dataUpdatedAt: number };
};

/** Says how old what is shown is, where the VM's host cannot be asked or does not answer. */
export function StaleLine({ vm, query }: StaleLineProps) {
  const isOnline = vm.hostState === 'online';
  if (isOnline && query.error === null) return null;
  return (
    <p className="border-b border-line bg-warn-wash px-4 py-2 text-warn">
      {isOnline ? `${vm.hostName} does not answer` : `${vm.hostName} is ${vm.hostState}`}: as they were{' '}
      <RelativeTime at={query.dataUpdatedAt} />.
    </p>
  );
}
