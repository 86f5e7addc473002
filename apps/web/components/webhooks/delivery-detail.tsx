'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { formatDuration } from '@/client/format.ts';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { Button } from '@/components/ui/button.tsx';

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch (error) {
    if (error instanceof SyntaxError) return payload;
    throw error;
  }
}

type DeliveryDetailProps = {
  readonly deliveryId: string;
  readonly onRedelivered: (deliveryId: string) => void;
};

/** What was sent, and how the receiver answered each attempt. */
export function DeliveryDetail({ deliveryId, onRedelivered }: DeliveryDetailProps) {
  const trpc = useTRPC();
  const refusal = useRefusal('webhook.write');
  const query = useQuery(trpc.webhook.delivery.queryOptions({ deliveryId }));
  const redeliver = useMutation(
    trpc.webhook.redeliver.mutationOptions({ onSuccess: (made) => onRedelivered(made.deliveryId) }),
  );
  return (
    <section aria-label="Delivery" className="min-w-0 flex-1 overflow-y-auto p-4">
      <QueryView query={query} failure="The delivery could not be loaded">
        {({ delivery, payload, attempts }) => (
          <div className="flex flex-col gap-4">
            <div className="flex flex-wrap items-center gap-3">
              <StateBadge state={delivery.state} />
              <span className="font-mono text-xs">{delivery.eventType}</span>
              {delivery.nextAttemptAt && (
                <span className="text-ink-2">
                  next attempt <RelativeTime at={delivery.nextAttemptAt} />
                </span>
              )}
              {delivery.jobId && (
                <Link href={`/jobs/${delivery.jobId}`} className="hover:underline">
                  Show the job
                </Link>
              )}
              <span className="ml-auto">
                <Button
                  refusal={refusal}
                  isBusy={redeliver.isPending}
                  onClick={() => redeliver.mutate({ deliveryId })}
                >
                  Redeliver
                </Button>
              </span>
            </div>
            {attempts.map((attempt) => (
              <article
                key={attempt.number}
                aria-label={`Attempt ${attempt.number}`}
                data-testid="delivery-attempt"
                data-status={attempt.responseStatus ?? 'none'}
                className="rounded-md border border-line bg-surface p-3"
              >
                <h3 className="flex flex-wrap gap-3 font-medium">
                  Attempt {attempt.number}: {attempt.responseStatus ?? attempt.error ?? 'no answer'}
                  <span className="font-normal text-ink-3">
                    <RelativeTime at={attempt.at} />, {formatDuration(attempt.durationMs)}
                  </span>
                </h3>
                {attempt.responseStatus !== null && attempt.error && (
                  <p className="text-bad">{attempt.error}</p>
                )}
                <h4 className="mt-2 text-xs text-ink-3">Request headers</h4>
                <pre className="overflow-x-auto font-mono text-xs">
                  {Object.entries(attempt.requestHeaders)
                    .map(([name, value]) => `${name}: ${String(value)}`)
                    .join('\n')}
                </pre>
                <h4 className="mt-2 text-xs text-ink-3">Response</h4>
                <pre className="overflow-x-auto font-mono text-xs whitespace-pre-wrap">
                  {attempt.responseExcerpt || '(empty)'}
                </pre>
              </article>
            ))}
            <div>
              <h3 className="mb-1 text-xs text-ink-3">Request body</h3>
              <pre
                data-testid="delivery-payload"
                className="overflow-x-auto rounded-md border border-line bg-surface p-3 font-mono text-xs"
              >
                {pretty(payload)}
              </pre>
            </div>
          </div>
        )}
      </QueryView>
    </section>
  );
}
