'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTRPCClient } from '@/client/trpc.ts';
import { useDebounced } from '@/client/use-debounced.ts';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { FindingList } from '@/components/provision/finding-list.tsx';
import { SeedView } from '@/components/provision/seed-view.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import type { TemplateDraft } from './template-draft.ts';

const settleMs = 400;

/** What the draft renders to with its defaults, and what lint says. */
export function DraftPreview({ draft }: { readonly draft: TemplateDraft }) {
  const api = useTRPCClient();
  const input = useDebounced(
    {
      template: { documents: draft.documents, variables: draft.variables },
      name: 'example',
      cpuCount: draft.defaults?.cpuCount ?? 1,
      memoryMb: draft.defaults?.memoryMb ?? 512,
      variables: Object.fromEntries(
        draft.variables.map(({ name, defaultValue = '' }) => [name, defaultValue]),
      ),
    },
    settleMs,
  );
  const preview = useQuery({
    queryKey: ['preview-template', input],
    queryFn: () => api.template.preview.mutate(input),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel title="Rendered with its defaults" className="self-start lg:sticky lg:top-4">
      <QueryView
        query={preview}
        failure="The documents could not be rendered"
        skeleton={<div className="skeleton h-80" />}
      >
        {({ documents, findings, problems }) => (
          <>
            <SeedView documents={documents} findings={findings} />
            <FindingList findings={findings} problems={problems} />
          </>
        )}
      </QueryView>
    </Panel>
  );
}
