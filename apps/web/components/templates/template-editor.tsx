'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { notify } from '@/client/notify.ts';
import { type ApiOutputs, useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { useUrlState } from '@/client/use-url-state.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { Select } from '@/components/ui/select.tsx';
import { Tabs } from '@/components/ui/tabs.tsx';
import { DraftDocuments } from './draft-documents.tsx';
import { DraftFacts } from './draft-facts.tsx';
import { DraftPreview } from './draft-preview.tsx';
import { type StoredTemplate, slugOf, type TemplateDraft } from './template-draft.ts';
import { VariablesEditor } from './variables-editor.tsx';

const VersionsTab = dynamic(
  () => import('./versions/versions-tab.tsx').then((module) => module.VersionsTab),
  { ssr: false, loading: () => <div className="skeleton m-4 h-80" /> },
);
const shortDate = { day: 'numeric', month: 'short' } as const;

type TemplateEditorProps = {
  readonly initial: TemplateDraft;
  readonly stored: StoredTemplate | null;
  readonly versions: ApiOutputs['template']['get']['versions'];
};

/** Documents with lint marks, variables and defaults; each save is a new version, and what came of them. */
export function TemplateEditor({ initial, stored, versions }: TemplateEditorProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const url = useUrlState();
  const refusal = useRefusal('template.write');
  const [draft, setDraft] = useState(initial);
  const [isArchiving, setArchiving] = useState(false);
  const [hasChanges, setChanges] = useState(false);
  const change = (part: Partial<TemplateDraft>): void => {
    setChanges(true);
    setDraft((before) => ({ ...before, ...part }));
  };
  const save = useMutation({
    ...trpc.template.save.mutationOptions({
      onSuccess: ({ templateId, version }) => {
        notify(`Saved as version ${version}`);
        void client.invalidateQueries(trpc.template.pathFilter());
        router.push(`/templates/${templateId}`);
      },
    }),
    meta: { showsOwnError: true },
  });
  const archive = useMutation(
    trpc.template.archive.mutationOptions({
      onSuccess: () => {
        void client.invalidateQueries(trpc.template.pathFilter());
        router.push('/templates');
      },
    }),
  );
  const submit = (): void => {
    const { templateId, ...rest } = draft;
    save.mutate({ ...rest, ...(templateId === null ? { slug: slugOf(draft.title) } : { templateId }) });
  };
  const isComparing = stored !== null && url.get('tab') === 'versions';
  const editor = (
    <div className="grid gap-4 px-4 pt-4 pb-6 lg:grid-cols-2">
      {save.error && (
        <div className="lg:col-span-2">
          <ErrorPanel title="The template was not saved" error={save.error} />
        </div>
      )}
      <div className="flex min-w-0 flex-col gap-4">
        <DraftFacts draft={draft} onChange={change} />
        <DraftDocuments
          documents={draft.documents}
          variables={draft.variables}
          onChange={(documents) => change({ documents })}
        />
        <VariablesEditor variables={draft.variables} onChange={(variables) => change({ variables })} />
      </div>
      <DraftPreview draft={draft} />
    </div>
  );
  return (
    <>
      <PageHeader
        title={stored === null ? 'New template' : stored.title}
        actions={
          <>
            {versions.length > 0 && stored && !isComparing && (
              <Select
                aria-label="Version"
                className="w-44"
                value={String(stored.version)}
                onChange={(event) => url.set({ version: event.target.value })}
              >
                {versions.map(({ version, createdAt }) => (
                  <option key={version} value={version}>
                    version {version} · {createdAt.toLocaleDateString(undefined, shortDate)}
                  </option>
                ))}
              </Select>
            )}
            {stored && !stored.isBuiltIn && (
              <Button refusal={refusal} onClick={() => setArchiving(true)}>
                Archive
              </Button>
            )}
            {!isComparing && (
              <Button
                look="primary"
                refusal={refusal ?? (draft.title.trim() === '' ? 'Give it a title first.' : null)}
                isBusy={save.isPending}
                onClick={submit}
              >
                {stored?.isBuiltIn ? 'Save as a copy' : stored ? 'Save a new version' : 'Save the template'}
              </Button>
            )}
          </>
        }
      />
      {stored === null ? (
        editor
      ) : (
        <Tabs
          label="Parts of this template"
          tabs={[
            { id: 'edit', label: 'Edit' },
            { id: 'versions', label: `Versions (${versions.length})` },
          ]}
          current={isComparing ? 'versions' : 'edit'}
          onChange={(tab) => url.set({ tab: tab === 'edit' ? null : tab, from: null, to: null })}
        >
          {isComparing ? (
            <VersionsTab template={stored} versions={versions} hasChanges={hasChanges} />
          ) : (
            editor
          )}
        </Tabs>
      )}
      <ConfirmDialog
        isOpen={isArchiving}
        onClose={() => setArchiving(false)}
        title={`Archive ${stored?.title ?? ''}?`}
        verb="Archive it"
        isBusy={archive.isPending}
        onConfirm={() => stored && archive.mutate({ templateId: stored.id })}
      >
        It is no longer offered. VMs made from it are not touched.
      </ConfirmDialog>
    </>
  );
}
