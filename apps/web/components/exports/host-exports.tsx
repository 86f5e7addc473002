'use client';
import type { ExportList, UnreadableExport, VmExport } from '@busbar/shared/protocol/asked-of-host';
import type { HostView } from '@busbar/shared/realtime/views';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { formatBytes } from '@/client/format.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { CopiesPanel } from './copies-panel.tsx';
import { ExportRow } from './export-row.tsx';
import { UnreadableRow } from './unreadable-row.tsx';
import { useHostExports, useRemoveExport } from './use-host-exports.ts';

/** Few ask for it: the page's first load does without. */
const ImportDialog = dynamic(() => import('./import-dialog.tsx').then((module) => module.ImportDialog), {
  ssr: false,
});

type HostExportsProps = {
  readonly host: HostView;
  /** Those that are still there. */
  readonly vms: readonly { readonly id: string; readonly name: string; readonly state: string }[];
};

/** The exports that lie on the host, and what can be done with each. */
export function HostExports({ host, vms }: HostExportsProps) {
  const isOnline = host.state === 'online';
  const query = useHostExports(host.id, isOnline);
  const removing = useRemoveExport(host.id);
  const offline = isOnline ? null : `${host.name} is ${host.state} and cannot be asked.`;
  const removeRefusal = useRefusal('vm.export') ?? offline;
  const importRefusal = useRefusal('vm.import') ?? offline;
  const [chosen, setChosen] = useState<VmExport | null>(null);
  const [damaged, setDamaged] = useState<UnreadableExport | null>(null);
  const [imported, setImported] = useState<VmExport | null>(null);
  return (
    <>
      <CopiesPanel
        host={host}
        title="Exports"
        query={query}
        sizesOf={({ exports }) => exports}
        countOf={countOf}
      >
        {(told) => (
          <>
            {countOf(told) === 0 && (
              <p className="px-4 py-3 text-ink-2">
                There is no export here. A VM is exported from its own page, under More actions.
              </p>
            )}
            <ul aria-label={`Exports on ${host.name}`}>
              {told.exports.map((each) => (
                <ExportRow
                  key={each.id}
                  exported={each}
                  hasVm={vms.some(({ id }) => id === each.vm.id)}
                  importRefusal={importRefusal}
                  removeRefusal={removeRefusal}
                  onImport={() => setImported(each)}
                  onRemove={() => setChosen(each)}
                />
              ))}
              {told.unreadable.map((each) => (
                <UnreadableRow
                  key={each.id}
                  copy="export"
                  folder={each.id}
                  damage={each.damage}
                  refusal={removeRefusal}
                  onRemove={() => setDamaged(each)}
                />
              ))}
            </ul>
            {countOf(told) > 0 && (
              <p className="border-t border-line px-4 py-2 text-xs text-ink-3">
                Each in a folder named by its id in <span className="font-mono break-all">{told.folder}</span>
              </p>
            )}
          </>
        )}
      </CopiesPanel>
      {imported !== null && (
        <ImportDialog
          host={host}
          exported={imported}
          original={vms.find(({ id, state }) => id === imported.vm.id && state !== 'missing') ?? null}
          onClose={() => setImported(null)}
        />
      )}
      {chosen !== null && (
        <ConfirmDialog
          isOpen
          onClose={() => setChosen(null)}
          title={`Remove the export “${chosen.name}” of ${chosen.vm.name}?`}
          verb="Remove the export"
          isBusy={removing.isPending}
          onConfirm={() => removing.mutate({ exportId: chosen.id }, { onSettled: () => setChosen(null) })}
        >
          Its {formatBytes(chosen.sizeBytes)} on {host.name} are deleted for good. {chosen.vm.name} itself is
          not touched.
        </ConfirmDialog>
      )}
      {damaged !== null && (
        <ConfirmDialog
          isOpen
          onClose={() => setDamaged(null)}
          title="Remove the damaged export?"
          verb="Remove the export"
          isBusy={removing.isPending}
          onConfirm={() => removing.mutate({ exportId: damaged.id }, { onSettled: () => setDamaged(null) })}
        >
          The folder <span className="font-mono break-all">{damaged.id}</span> on {host.name} is deleted for
          good, with all that is in it. What it holds it does not say.
        </ConfirmDialog>
      )}
    </>
  );
}

const countOf = ({ exports, unreadable }: ExportList): number => exports.length + unreadable.length;
