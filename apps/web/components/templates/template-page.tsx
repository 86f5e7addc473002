'use client';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { useUrlState } from '@/client/use-url-state.ts';
import { DetailSkeleton } from '@/components/feedback/detail-skeleton.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { draftOf, newDraft } from './template-draft.ts';
import { TemplateEditor } from './template-editor.tsx';

/** `/templates/new` begins an empty one; `?version=` shows an older version, which saving makes the newest. */
export function TemplatePage({ templateId }: { readonly templateId: string }) {
  return templateId === 'new' ? (
    <TemplateEditor initial={newDraft} stored={null} versions={[]} />
  ) : (
    <StoredTemplatePage templateId={templateId} />
  );
}

function StoredTemplatePage({ templateId }: { readonly templateId: string }) {
  const trpc = useTRPC();
  const version = Number(useUrlState().get('version') ?? 0);
  const query = useQuery(trpc.template.get.queryOptions({ templateId, ...(version > 0 ? { version } : {}) }));
  return (
    <QueryView query={query} failure="The template could not be loaded" skeleton={<DetailSkeleton />}>
      {({ template, versions }) => (
        <TemplateEditor
          key={`${template.id}-${template.version}`}
          initial={draftOf(template)}
          stored={template}
          versions={versions}
        />
      )}
    </QueryView>
  );
}
