import type { HostView } from '@busbar/shared/realtime/views';
import { RelativeTime } from '@/components/state/relative-time.tsx';

type HostStaleLineProps = {
  readonly host: HostView;
  readonly query: { readonly error: unknown; readonly dataUpdatedAt: number };
};

/** Says how old what is shown of a host is, where it cannot be asked or does not answer. */
export function HostStaleLine({ host, query }: HostStaleLineProps) {
  const isOnline = host.state === 'online';
  if (isOnline && query.error === null) return null;
  return (
    <p className="border-b border-line bg-warn-wash px-4 py-2 text-warn">
      {isOnline ? `${host.name} does not answer` : `${host.name} is ${host.state}`}: as they were{' '}
      <RelativeTime at={query.dataUpdatedAt} />.
    </p>
  );
}
