'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { notify } from '@/client/notify.ts';
import { savedQuery } from '@/client/saved-query.ts';
import { type ApiOutputs, useTRPC } from '@/client/trpc.ts';

export type SavedView = ApiOutputs['savedView']['list']['items'][number];

/** The person's own views of the list; `current` is the one that the URL shows now. */
export function useSavedViews() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const query = savedQuery(useSearchParams().toString());
  const list = useQuery(trpc.savedView.list.queryOptions());
  const views: readonly SavedView[] = list.data?.items ?? [];
  const onSuccess = (): Promise<void> => client.invalidateQueries(trpc.savedView.list.queryFilter());
  const save = useMutation(trpc.savedView.save.mutationOptions({ onSuccess }));
  const rename = useMutation(trpc.savedView.rename.mutationOptions({ onSuccess }));
  const remove = useMutation(trpc.savedView.remove.mutationOptions({ onSuccess }));
  return {
    views,
    query,
    current: views.find((view) => savedQuery(view.query) === query) ?? null,
    isBusy: save.isPending || rename.isPending,
    save: (name: string, done: () => void): void => save.mutate({ name, query }, { onSuccess: done }),
    rename: (view: SavedView, name: string, done: () => void): void =>
      rename.mutate({ viewId: view.id, name }, { onSuccess: done }),
    remove: ({ id, name, query: kept }: SavedView): void =>
      remove.mutate(
        { viewId: id },
        {
          onSuccess: () =>
            notify(`View “${name}” deleted`, {
              action: { label: 'Undo', onClick: () => save.mutate({ name, query: kept }) },
            }),
        },
      ),
  };
}
