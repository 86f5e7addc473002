'use client';
import type { HostView } from '@busbar/shared/realtime/views';
import { useDeferredValue, useMemo, useRef } from 'react';
import { useFormContext } from 'react-hook-form';
import type { FormParts } from '../form-parts.ts';
import type { ProvisionInput } from '../provision-checking.ts';
import { keepSame } from './keep-same.ts';
import { parseVmTable, type TableContext, type VmTable } from './parse-vm-table.ts';
import type { TableHost } from './read-value.ts';

/** The table as VMs, read anew when its text or the form changes; a long one never holds up typing. */
export function useVmTable(text: string, { hosts, images, template }: FormParts): VmTable {
  const { watch } = useFormContext<ProvisionInput>();
  // What is asked for one VM's hardware is not offered for a table, and not kept for it.
  const {
    name: _name,
    count: _count,
    adapters: _adapters,
    dynamicMemory: _memory,
    tpm: _tpm,
    ...base
  } = watch();
  const image = images.find(({ key }) => key === `${base.driver}/${base.image}`);
  const tableHosts = hosts
    .filter(({ state }) => state !== 'removed')
    .map((host) => asTableHost(host, { image: base.image, able: image?.hosts ?? [] }));
  const fresh: TableContext = { base, variables: template?.variables ?? [], hosts: tableHosts };
  // The form gives new objects at each render; what they say is what counts.
  const said = useDeferredValue(JSON.stringify(fresh));
  const deferredText = useDeferredValue(text);
  const last = useRef<VmTable>({ columns: [], rows: [], problems: [] });
  return useMemo(() => {
    const parsed = parseVmTable(deferredText, JSON.parse(said) as TableContext);
    last.current = {
      ...parsed,
      columns: keepSame(last.current.columns, parsed.columns),
      rows: keepSame(last.current.rows, parsed.rows),
    };
    return last.current;
  }, [deferredText, said]);
}

type Wanted = { readonly image: string; readonly able: readonly HostView[] };

/** The control plane decides again; this says early what is plain to see. */
function asTableHost({ id, name, isDraining }: HostView, { image, able }: Wanted): TableHost {
  const refusal = able.every((host) => host.id !== id)
    ? `${name} has no image ${image} that it can run.`
    : isDraining
      ? `${name} is draining: it takes no new VMs.`
      : null;
  return { id, name, refusal };
}
