'use client';
import { useMutation } from '@tanstack/react-query';
import { type ApiOutputs, useTRPC } from '@/client/trpc.ts';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { Button } from '@/components/ui/button.tsx';

type Enrolment = ApiOutputs['host']['enrolments']['items'][number];

/** One line that a host could still use: for what, by whom, until when. */
export function EnrolmentRow({
  enrolment,
  onChanged,
}: {
  readonly enrolment: Enrolment;
  readonly onChanged: () => void;
}) {
  const trpc = useTRPC();
  const revoke = useMutation(trpc.host.revokeEnrolment.mutationOptions({ onSettled: onChanged }));
  const what = enrolment.note === '' ? 'a line without a note' : enrolment.note;
  return (
    <li className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2 last:border-b-0">
      <span className="min-w-0 flex-1 basis-48">
        <span className={enrolment.note === '' ? 'text-ink-3' : 'font-medium break-words'}>
          {enrolment.note === '' ? 'Without a note' : enrolment.note}
        </span>
        <span className="block text-xs text-ink-2">
          by {enrolment.createdByName ?? 'the control plane itself'} <RelativeTime at={enrolment.createdAt} />
        </span>
      </span>
      <span className="text-xs text-ink-3">
        expires <RelativeTime at={enrolment.expiresAt} />
      </span>
      <Button
        aria-label={`Revoke ${what}`}
        isBusy={revoke.isPending}
        onClick={() => revoke.mutate({ tokenId: enrolment.id })}
      >
        Revoke
      </Button>
    </li>
  );
}
