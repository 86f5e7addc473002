import type { VmView } from '@busbar/shared/realtime/views';
import { RelativeTime } from '@/components/state/relative-time.tsx';

type StaleLineProps = Pick<VmView, 'hostName' | 'hostState'> & {
  readonly query: { readonly error: unknown; readonly dataUpdatedAt: number };
};

/** Says how old what is shown is, where the host cannot be asked or does not answer. */
export function StaleLine({ hostName, hostState, query }: StaleLineProps) {
  const isOnline = hostState === 'online';
  if (isOnline && query.error === null) return null;
  return (
    <p className="border-b border-line bg-warn-wash px-4 py-2 text-warn">
      {isOnline ? `${hostName} does not answer` : `${hostName} is ${hostState}`}: as they were{' '}
      <RelativeTime at={query.dataUpdatedAt} />.
    </p>
  );
}
