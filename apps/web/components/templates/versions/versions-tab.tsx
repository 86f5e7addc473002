'use client';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { useUrlState } from '@/client/use-url-state.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import type { StoredTemplate } from '../template-draft.ts';
import { type ChosenVersions, chosenVersions } from './chosen-versions.ts';
import { useRestore } from './use-restore.ts';
import { VersionDiff } from './version-diff.tsx';
import { VersionList, type Versions } from './version-list.tsx';
import { VersionPair } from './version-pair.tsx';

type VersionsTabProps = {
  readonly template: StoredTemplate;
  readonly versions: Versions;
  /** Something under Edit is not saved; restoring would lose it. */
  readonly hasChanges: boolean;
};

/** What each version changed, any two side by side, and an old one made the newest again. */
export function VersionsTab({ template, versions, hasChanges }: VersionsTabProps) {
  const url = useUrlState();
  const mayWrite = useRefusal('template.write');
  const restore = useRestore(template.id);
  const chosen = chosenVersions(
    versions.map(({ version }) => version),
    { from: url.get('from'), to: url.get('to') },
  );
  const builtIn = template.isBuiltIn
    ? "Busbar's own templates change by upgrades only. Save a copy instead."
    : null;
  const unsaved = hasChanges
    ? 'What you changed under Edit is not saved. Save it first, or reload the page.'
    : null;
  return (
    <div className="grid gap-4 px-4 pt-4 pb-6 lg:grid-cols-[280px_minmax(0,1fr)]">
      <VersionList
        versions={versions}
        shown={chosen?.to ?? null}
        onShow={(version) => url.set({ from: null, to: String(version) })}
        refusal={mayWrite ?? builtIn ?? unsaved}
        restoring={restore.isPending ? restore.variables : null}
        onRestore={(version) => restore.mutate(version)}
      />
      <div className="flex min-w-0 flex-col gap-4">
        {restore.error && <ErrorPanel title="The version was not restored" error={restore.error} />}
        {chosen === null ? (
          <EmptyState title="There is one version so far">
            Each save makes another; the former stay.
          </EmptyState>
        ) : (
          <>
            <VersionPair
              versions={versions}
              chosen={chosen}
              onChange={({ from, to }) => url.set({ from: String(from), to: String(to) })}
            />
            <LoadedDiff templateId={template.id} chosen={chosen} />
          </>
        )}
      </div>
    </div>
  );
}

type LoadedDiffProps = { readonly templateId: string; readonly chosen: ChosenVersions };

function LoadedDiff({ templateId, chosen: { from, to } }: LoadedDiffProps) {
  const trpc = useTRPC();
  const former = useQuery(trpc.template.get.queryOptions({ templateId, version: from }));
  const latter = useQuery(trpc.template.get.queryOptions({ templateId, version: to }));
  const skeleton = <div className="skeleton h-80" />;
  return (
    <QueryView query={former} failure={`Version ${from} could not be loaded`} skeleton={skeleton}>
      {(before) => (
        <QueryView query={latter} failure={`Version ${to} could not be loaded`} skeleton={skeleton}>
          {(after) => <VersionDiff key={`${from}-${to}`} from={before.template} to={after.template} />}
        </QueryView>
      )}
    </QueryView>
  );
}
