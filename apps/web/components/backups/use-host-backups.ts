'use client';
import type { BackupList } from '@busbar/shared/protocol/backups';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { useJobNotice } from '@/components/asked-of-host/use-job-notice.ts';
import { useToldByHost } from '@/components/asked-of-host/use-told-by-host.ts';

/** The backups of a host as it tells them now. */
export const useHostBackups = (hostId: string, isAsked: boolean) =>
  useToldByHost<BackupList>({
    hostId,
    what: 'backups',
    isAsked,
    isChangedBy: (kind) => kind.startsWith('backup.'),
  });

/** What can be done with backups; each answers with a job, which the notice leads to. */
export function useBackupJobs() {
  const trpc = useTRPC();
  const asked = useJobNotice();
  return {
    verify: useMutation(trpc.backup.verify.mutationOptions(asked('The backup is being verified'))),
    remove: useMutation(trpc.backup.remove.mutationOptions(asked('The backup is being removed'))),
  };
}
