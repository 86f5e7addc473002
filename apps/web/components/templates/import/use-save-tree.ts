import { useMutation, useQueryClient } from '@tanstack/react-query';
import { plural } from '@/client/format.ts';
import { notify } from '@/client/notify.ts';
import { useTRPC } from '@/client/trpc.ts';
import type { ComparedTemplate } from './compare-with-stored.ts';

/** What a VM gets that the tree says nothing of. */
const defaults = { cpuCount: 2, memoryMb: 2048, diskGb: 20 };

/** Saves templates one after the other, so that what was saved before a failure is known. Each is a new version. */
export function useSaveTree(onDone: () => void) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const save = useMutation({ ...trpc.template.save.mutationOptions(), meta: { showsOwnError: true } });
  return useMutation({
    mutationFn: async (chosen: readonly ComparedTemplate[]) => {
      for (const { read, stored } of chosen) {
        const { folder, slug, title, documents, variables } = read;
        await save.mutateAsync({
          ...(stored === null ? { slug } : { templateId: stored.id }),
          title,
          description: `${folder} of vmgenie’s etc/cloud.`,
          documents,
          variables: [...variables],
          defaults: stored?.defaults ?? defaults,
        });
      }
      return chosen.length;
    },
    meta: { showsOwnError: true },
    onSuccess: (count) => {
      notify(`Imported ${plural(count, 'template')}.`);
      onDone();
    },
    onSettled: () => client.invalidateQueries(trpc.template.pathFilter()),
  });
}
