'use client';
import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import { CircleCheck, LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import { useEffect } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { Button, buttonClass } from '@/components/ui/button.tsx';
import { CopyLine } from '@/components/ui/copy-line.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';

const pollMs = 1500;

/** One line for Linux and one for Windows; waits, and turns green when the host has called. */
export function AddHostDialog({
  isOpen,
  onClose,
  note = '',
}: {
  readonly isOpen: boolean;
  /** What the line is for; kept with it. */
  readonly note?: string;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const { mutate, data, error, reset, isIdle } = useMutation({
    ...trpc.host.createEnrolment.mutationOptions(),
    meta: { showsOwnError: true },
  });
  useEffect(() => {
    if (isOpen && isIdle) mutate({ note });
    if (!isOpen) reset();
  }, [isOpen, isIdle, mutate, reset, note]);
  const status = useQuery({
    ...trpc.host.enrolmentStatus.queryOptions(data ? { tokenId: data.tokenId } : skipToken),
    refetchInterval: (query) => (query.state.data?.state === 'used' ? false : pollMs),
  });
  const state = status.data?.state ?? 'waiting';
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      isWide
      title="Add a host"
      description="Paste one line on the machine that is to run VMs. It holds a one-time token and the fingerprint of this control plane, which the host pins."
      footer={<Button onClick={onClose}>Close</Button>}
    >
      {error && (
        <ErrorPanel title="No enrolment line could be made" error={error} onRetry={() => mutate({ note })} />
      )}
      {!data && !error && <div className="skeleton h-40" />}
      {data && (
        <div className="flex flex-col gap-4">
          <div>
            <h3 className="mb-1 text-xs font-medium text-ink-2">On Linux</h3>
            <CopyLine text={data.command.linux} label="Copy the line for Linux" />
            <p className="mt-1 text-xs text-ink-3">
              Where busbar-host is not installed yet, first run in the folder of the release:{' '}
              <code className="font-mono">sudo packaging/linux/install.sh host</code>
            </p>
          </div>
          <div>
            <h3 className="mb-1 text-xs font-medium text-ink-2">On Windows, in an elevated PowerShell</h3>
            <CopyLine text={data.command.windows} label="Copy the line for Windows" />
          </div>
          <div role="status" className="flex min-h-10 items-center gap-2" data-state={state}>
            {state === 'waiting' && (
              <>
                <LoaderCircle aria-hidden className="size-4 animate-spin text-ink-3" />
                <span>
                  Waiting for the host to call. The line works until{' '}
                  <time dateTime={data.expiresAt.toISOString()}>{data.expiresAt.toLocaleTimeString()}</time> (
                  <RelativeTime at={data.expiresAt} />
                  ).
                </span>
              </>
            )}
            {state === 'used' && (
              <>
                <CircleCheck aria-hidden className="size-4 text-ok" />
                <span className="text-ok">The host has called and is enrolled.</span>
                {status.data?.hostId && (
                  <Link href={`/hosts/${status.data.hostId}`} onClick={onClose} className={buttonClass()}>
                    Show the host
                  </Link>
                )}
              </>
            )}
            {(state === 'expired' || state === 'revoked') && (
              <>
                <span className="text-warn">This line is {state}; no host has used it.</span>
                <Button onClick={() => mutate({ note })}>Make a new line</Button>
              </>
            )}
          </div>
        </div>
      )}
    </Dialog>
  );
}
