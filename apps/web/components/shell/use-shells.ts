'use client';
import type { ShellInfo } from '@busbar/shared/protocol/channel';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { holdConsoleSocket } from '@/client/console/console-socket.ts';
import { createShell, killShell, listShells } from '@/client/console/shells-api.ts';
import { newUuid } from '@/client/new-uuid.ts';

/** Shells being made, by VM: an effect that runs twice finds the first one's promise. */
const beingMade = new Map<string, Promise<ShellInfo>>();

function makeOnce(vmId: string, user: string | null): Promise<ShellInfo> {
  const known = beingMade.get(vmId);
  if (known) return known;
  const made = createShell(vmId, newUuid(), user).finally(() => beingMade.delete(vmId));
  beingMade.set(vmId, made);
  return made;
}

/** The shells that live in a VM's guest, whoever opened them. */
export function useShells(vmId: string, isReachable: boolean) {
  const client = useQueryClient();
  const queryKey = ['shells', vmId];
  // Its handshake needs no shell: it is over by the time in which one is made.
  useEffect(() => (isReachable ? holdConsoleSocket().release : undefined), [isReachable]);
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
      const made = await makeOnce(vmId, user);
      // Shown at once; what else has changed meanwhile is asked for behind it.
      client.setQueryData(['shells', vmId], (before: readonly ShellInfo[] = []) =>
        before.some(({ shellId }) => shellId === made.shellId) ? before : [...before, made],
      );
      void refresh();
      return made.shellId;
    },
    [vmId, client, refresh],
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
