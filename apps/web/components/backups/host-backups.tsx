'use client';
import type { BackupPlace, BackupList as ToldBackups } from '@busbar/shared/protocol/backups';
import type { HostView } from '@busbar/shared/realtime/views';
import { formatBytes } from '@/client/format.ts';
import { HostStaleLine } from '@/components/asked-of-host/host-stale-line.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { SkeletonRows } from '@/components/feedback/skeleton-rows.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { BackupList } from './backup-list.tsx';
import { RunningLines } from './running-lines.tsx';
import { useHostBackups } from './use-host-backups.ts';

type HostBackupsProps = {
  readonly host: HostView;
  /** Those that are still there. */
  readonly vms: readonly { readonly id: string; readonly name: string; readonly state: string }[];
};

/** All backups that lie on the host, also of VMs that are gone; of one that is offline, what was last seen here. */
export function HostBackups({ host, vms }: HostBackupsProps) {
  const isOnline = host.state === 'online';
  const query = useHostBackups(host.id, isOnline);
  const count = (query.data?.backups.length ?? 0) + (query.data?.unreadable.length ?? 0);
  if (!isOnline && query.data === undefined) {
    return (
      <Panel title="Backups" className="lg:col-span-2">
        <p className="text-ink-2">
          {host.name} is {host.state}. Which backups lie on it can be said once it is back.
        </p>
      </Panel>
    );
  }
  return (
    <Panel
      title={count === 0 ? 'Backups' : `Backups (${count})`}
      className="lg:col-span-2"
      isFlush
      actions={
        count === 0 ? null : <span className="text-xs text-ink-2">{sumOf(query.data?.backups ?? [])}</span>
      }
    >
      <QueryView query={query} failure="The backups could not be read" skeleton={<SkeletonRows count={2} />}>
        {(told) => (
          <>
            <HostStaleLine host={host} query={query} />
            <RunningLines hostId={host.id} vmName={null} />
            {count === 0 && (
              <p className="px-4 py-3 text-ink-2">
                There is no backup here. A VM is backed up from its own page, under Backups.
              </p>
            )}
            <BackupList label={`Backups on ${host.name}`} host={host} told={told} vms={vms} ofSeveral />
            <ul aria-label="Places for backups" className="border-t border-line px-4 py-2 text-xs text-ink-3">
              {told.places.map((place) => (
                <PlaceLine key={place.name} place={place} />
              ))}
            </ul>
          </>
        )}
      </QueryView>
    </Panel>
  );
}

function PlaceLine({ place: { name, path, freeBytes, problem } }: { readonly place: BackupPlace }) {
  if (problem !== null) return <li className="break-words text-warn">{`${name}: ${problem}`}</li>;
  return (
    <li>
      {name}: <span className="font-mono break-all">{path}</span>
      {freeBytes !== null && `, ${formatBytes(freeBytes)} free`}
    </li>
  );
}

const sumOf = (backups: ToldBackups['backups']): string =>
  `${formatBytes(backups.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))} in all`;
