'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notify } from '@/client/notify.ts';
import { useTRPC, useTRPCClient } from '@/client/trpc.ts';
import { useUrlState } from '@/client/use-url-state.ts';

/** Saves what an old version says as a new one; nothing is taken away. */
export function useRestore(templateId: string) {
  const api = useTRPCClient();
  const trpc = useTRPC();
  const client = useQueryClient();
  const url = useUrlState();
  return useMutation({
    mutationFn: async (version: number) => {
      const { template } = await api.template.get.query({ templateId, version });
      const { title, description, documents, variables, defaults } = template;
      return api.template.save.mutate({ templateId, title, description, documents, variables, defaults });
    },
    onSuccess: ({ version: made }, restored) => {
      notify(`Version ${restored} is the newest again, as version ${made}`);
      url.set({ version: null, from: null, to: null });
      void client.invalidateQueries(trpc.template.pathFilter());
    },
    meta: { showsOwnError: true },
  });
}
