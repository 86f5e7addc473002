'use client';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { DeliveryList } from './delivery-list.tsx';
import { WebhookHeader } from './webhook-header.tsx';

export function WebhookPage({ webhookId }: { readonly webhookId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.webhook.list.queryOptions());
  return (
    <QueryView query={query} failure="The webhook could not be loaded">
      {({ items }) => {
        const webhook = items.find(({ id }) => id === webhookId);
        if (!webhook) return <EmptyState title="This webhook does not exist any more" />;
        return (
          <div className="flex min-h-0 flex-1 flex-col">
            <WebhookHeader webhook={webhook} />
            <DeliveryList webhookId={webhookId} />
          </div>
        );
      }}
    </QueryView>
  );
}
