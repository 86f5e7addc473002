'use client';
import type { DeliveryView } from '@busbar/shared/realtime/views';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { classNames } from '@/client/class-names.ts';
import { useRealtimeMessages, useTopic } from '@/client/realtime/realtime-context.tsx';
import { useTRPC } from '@/client/trpc.ts';
import { useUrlState } from '@/client/use-url-state.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { DeliveryDetail } from './delivery-detail.tsx';

const pageSize = 50;

/** Deliveries on the left, the chosen one's request and responses on the right. */
export function DeliveryList({ webhookId }: { readonly webhookId: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const url = useUrlState();
  const chosen = url.get('delivery');
  const deliveries = useInfiniteQuery(
    trpc.webhook.deliveries.infiniteQueryOptions(
      { webhookId, limit: pageSize },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const refresh = (): void => {
    void client.invalidateQueries(trpc.webhook.deliveries.pathFilter());
    void client.invalidateQueries(trpc.webhook.delivery.pathFilter());
  };
  useTopic(`webhook:${webhookId}`, refresh);
  useRealtimeMessages((message) => {
    if (message.type === 'delivery-changed' && message.delivery.webhookId === webhookId) refresh();
  });
  return (
    <QueryView query={deliveries} failure="The deliveries could not be loaded">
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0)
          return (
            <EmptyState title="Nothing has been sent yet">
              Send a test event to see how the receiver answers.
            </EmptyState>
          );
        return (
          <div className="flex min-h-0 flex-1 flex-col border-t border-line md:flex-row">
            <ul
              aria-label="Deliveries"
              className="max-h-72 shrink-0 overflow-y-auto md:max-h-none md:w-96 md:border-r md:border-line"
            >
              {items.map((delivery) => (
                <DeliveryRow
                  key={delivery.id}
                  delivery={delivery}
                  isChosen={delivery.id === chosen}
                  onChoose={() => url.set({ delivery: delivery.id })}
                />
              ))}
              {deliveries.hasNextPage && (
                <li className="p-2 text-center">
                  <Button
                    isBusy={deliveries.isFetchingNextPage}
                    onClick={() => void deliveries.fetchNextPage()}
                  >
                    Show older deliveries
                  </Button>
                </li>
              )}
            </ul>
            {chosen === null ? (
              <EmptyState title="Choose a delivery">
                Its request and every response are shown here.
              </EmptyState>
            ) : (
              <DeliveryDetail deliveryId={chosen} onRedelivered={(id) => url.set({ delivery: id })} />
            )}
          </div>
        );
      }}
    </QueryView>
  );
}

type DeliveryRowProps = {
  readonly delivery: DeliveryView;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
};

function DeliveryRow({ delivery, isChosen, onChoose }: DeliveryRowProps) {
  return (
    <li data-testid="delivery" data-state={delivery.state} data-event={delivery.eventType}>
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={onChoose}
        className={classNames(
          'flex min-h-10 w-full items-center gap-3 border-b border-line px-4 py-1 text-left hover:bg-line/40',
          isChosen && 'bg-line/70',
        )}
      >
        <span className="w-24 shrink-0">
          <StateBadge state={delivery.state} />
        </span>
        <span className="min-w-0 flex-1 truncate font-mono text-xs">{delivery.eventType}</span>
        <span className="text-xs text-ink-3">
          {delivery.lastStatus ?? ''} <RelativeTimeText at={delivery.createdAt} />
        </span>
      </button>
    </li>
  );
}

/** Inside a button the hint's own focus would be in the way. */
const RelativeTimeText = ({ at }: { readonly at: Date }) => <RelativeTime at={at} />;
