'use client';
import type { AppliedSeed } from '@busbar/shared/realtime/applied-seed';
import type { VmView } from '@busbar/shared/realtime/views';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { fetchJson } from '@/client/fetch-json.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { Panel } from '@/components/ui/panel.tsx';

/** With what compares texts, which no other tab of the page needs. */
const AppliedView = dynamic(() => import('./applied-view.tsx').then((module) => module.AppliedView), {
  ssr: false,
  loading: () => <div className="skeleton h-48" />,
});

/** What was meant for the guest beside what it says that it applied, asked for now over its channel. */
export function AppliedPanel({ vm }: { readonly vm: VmView }) {
  const refusal = useRefusal('vm.shell');
  const isUp = vm.channel === 'up';
  const query = useQuery({
    queryKey: ['applied-seed', vm.id, vm.cloudInit?.state],
    queryFn: () => fetchJson<AppliedSeed>(`/live/vms/${vm.id}/cloud-init/documents`),
    enabled: isUp && refusal === null,
  });
  if (vm.state === 'deleted') return null;
  return (
    <Panel title="Intended and applied">
      {refusal !== null && <p className="text-ink-2">{refusal}</p>}
      {refusal === null && !isUp && query.data === undefined && (
        <p className="text-ink-2">
          The guest tells what it applied once its channel is up. What was intended is shown above.
        </p>
      )}
      {refusal === null && (isUp || query.data !== undefined) && (
        <QueryView
          query={query}
          failure="The guest did not tell what it applied"
          skeleton={<div className="skeleton h-48" />}
        >
          {(seed) => <AppliedView seed={seed} />}
        </QueryView>
      )}
    </Panel>
  );
}
