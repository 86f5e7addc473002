'use client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { useUrlState } from '@/client/use-url-state.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { CreateWebhookDialog } from './create-webhook-dialog.tsx';

export function WebhooksPage() {
  const trpc = useTRPC();
  const refusal = useRefusal('webhook.write');
  const url = useUrlState();
  const webhooks = useQuery(trpc.webhook.list.queryOptions());
  const addButton = (
    <Button
      look="primary"
      icon={<Plus aria-hidden className="size-4" />}
      refusal={refusal}
      onClick={() => url.set({ add: '1' })}
    >
      Add a webhook
    </Button>
  );
  return (
    <>
      <PageHeader title="Webhooks" actions={addButton} />
      <QueryView query={webhooks} failure="The webhooks could not be loaded">
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="There are no webhooks yet" action={addButton}>
              A webhook tells another program when a job has ended or a VM is ready, failed or deleted. Each
              delivery is signed after Standard Webhooks.
            </EmptyState>
          ) : (
            <ul className="border-t border-line">
              {items.map((webhook) => (
                <li
                  key={webhook.id}
                  className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2"
                >
                  <Link href={`/webhooks/${webhook.id}`} className="min-w-0 flex-1 basis-64 hover:underline">
                    <span className="font-medium">{webhook.name}</span>
                    <span className="block truncate font-mono text-xs text-ink-2">{webhook.url}</span>
                  </Link>
                  {!webhook.isEnabled && <span className="text-warn">switched off</span>}
                  {webhook.failingSince && (
                    <span className="text-bad">
                      failing since <RelativeTime at={webhook.failingSince} />
                    </span>
                  )}
                  {webhook.lastDelivery ? (
                    <StateBadge state={webhook.lastDelivery.state} />
                  ) : (
                    <span className="text-ink-3">nothing sent yet</span>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      <CreateWebhookDialog
        isOpen={url.get('add') === '1' && refusal === null}
        onClose={() => url.set({ add: null })}
      />
    </>
  );
}
