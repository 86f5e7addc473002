'use client';
import type { HostPlace } from '@busbar/shared/protocol/asked-of-host';
import type { BackupList as ToldBackups } from '@busbar/shared/protocol/backups';
import type { HostView } from '@busbar/shared/realtime/views';
import { formatBytes } from '@/client/format.ts';
import { CopiesPanel } from '@/components/exports/copies-panel.tsx';
import { BackupList } from './backup-list.tsx';
import { placeWords } from './place-words.ts';
import { RunningLines } from './running-lines.tsx';
import { useHostBackups } from './use-host-backups.ts';

type HostBackupsProps = {
  readonly host: HostView;
  /** Those that are still there. */
  readonly vms: readonly { readonly id: string; readonly name: string; readonly state: string }[];
};

/** All backups that lie on the host, also of VMs that are gone. */
export function HostBackups({ host, vms }: HostBackupsProps) {
  const query = useHostBackups(host.id, host.state === 'online');
  return (
    <CopiesPanel
      host={host}
      title="Backups"
      query={query}
      sizesOf={({ backups }) => backups}
      countOf={countOf}
    >
      {(told) => (
        <>
          <RunningLines hostId={host.id} vmName={null} />
          {countOf(told) === 0 && (
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
    </CopiesPanel>
  );
}

const countOf = ({ backups, unreadable }: ToldBackups): number => backups.length + unreadable.length;

function PlaceLine({ place: { name, path, freeBytes, problem } }: { readonly place: HostPlace }) {
  const where = placeWords(name);
  const title = where.charAt(0).toUpperCase() + where.slice(1);
  if (problem !== null) return <li className="break-words text-warn">{`${title}: ${problem}`}</li>;
  return (
    <li>
      {title}: <span className="font-mono break-all">{path}</span>
      {freeBytes !== null && `, ${formatBytes(freeBytes)} free`}
    </li>
  );
}
