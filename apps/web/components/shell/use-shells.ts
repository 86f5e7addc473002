'use client';
import type { ShellInfo } from '@busbar/shared/protocol/channel';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { createShell, killShell, listShells } from '@/client/console/shells-api.ts';
import { newUuid } from '@/client/new-uuid.ts';

/** Shells being made, by VM: an effect that runs twice finds the first one's promise. */
const beingMade = new Map<string, Promise<string>>();

function makeOnce(vmId: string, user: string | null): Promise<string> {
  const known = beingMade.get(vmId);
  if (known) return known;
  const shellId = newUuid();
  const made = createShell(vmId, shellId, user)
    .then(() => shellId)
    .finally(() => beingMade.delete(vmId));
  beingMade.set(vmId, made);
  return made;
}

/** The shells that live in a VM's guest, whoever opened them. */
export function useShells(vmId: string, isReachable: boolean) {
  const client = useQueryClient();
  const queryKey = ['shells', vmId];
  const query = useQuery({
    queryKey,
    queryFn: () => listShells(vmId),
    enabled: isReachable,
    staleTime: 0,
    gcTime: 0,
    structuralSharing: false,
  });
  const refresh = useCallback(() => client.invalidateQueries({ queryKey: ['shells', vmId] }), [client, vmId]);
  const open = useCallback(
    async (user: string | null): Promise<string> => {
      const shellId = await makeOnce(vmId, user);
      await refresh();
      return shellId;
    },
    [vmId, refresh],
  );
  const end = useCallback(
    async (shellId: string): Promise<void> => {
      await killShell(vmId, shellId);
      client.setQueryData(['shells', vmId], (before: readonly ShellInfo[] | undefined) =>
        before?.filter((shell) => shell.shellId !== shellId),
      );
      await refresh();
    },
    [vmId, client, refresh],
  );
  return { query, open, end, refresh };
}
