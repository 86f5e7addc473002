'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { notify } from '@/client/notify.ts';
import { type ApiOutputs, useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { CopyLine } from '@/components/ui/copy-line.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Menu } from '@/components/ui/menu.tsx';

type Webhook = ApiOutputs['webhook']['list']['items'][number];

export function WebhookHeader({ webhook }: { readonly webhook: Webhook }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const refusal = useRefusal('webhook.write');
  const [asked, setAsked] = useState<'delete' | 'rotate' | null>(null);
  const close = (): void => setAsked(null);
  const refresh = (): void => void client.invalidateQueries(trpc.webhook.pathFilter());
  const webhookId = webhook.id;
  const test = useMutation(
    trpc.webhook.test.mutationOptions({
      onSuccess: () => {
        notify('A test event is on its way');
        refresh();
      },
    }),
  );
  const update = useMutation(trpc.webhook.update.mutationOptions({ onSuccess: refresh }));
  const rotate = useMutation(
    trpc.webhook.rotateSecret.mutationOptions({ onSuccess: refresh, onSettled: close }),
  );
  const remove = useMutation(
    trpc.webhook.delete.mutationOptions({ onSuccess: () => router.push('/webhooks') }),
  );
  return (
    <PageHeader
      title={webhook.name}
      actions={
        <>
          <Button refusal={refusal} isBusy={test.isPending} onClick={() => test.mutate({ webhookId })}>
            Send a test event
          </Button>
          <Menu
            trigger={
              <Button
                aria-label={`More actions for ${webhook.name}`}
                icon={<Ellipsis aria-hidden className="size-4" />}
              />
            }
            items={[
              {
                label: webhook.isEnabled ? 'Switch off' : 'Switch on',
                refusal,
                onSelect: () => update.mutate({ webhookId, isEnabled: !webhook.isEnabled }),
              },
              { label: 'Rotate the secret…', refusal, onSelect: () => setAsked('rotate') },
              { label: 'Delete…', refusal, isDanger: true, onSelect: () => setAsked('delete') },
            ]}
          />
        </>
      }
    >
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-ink-2">
        <span className="min-w-0 font-mono text-xs break-all">{webhook.url}</span>
        <span>{webhook.eventTypes.join(', ')}</span>
        {!webhook.isEnabled && <span className="text-warn">switched off</span>}
        {webhook.failingSince && (
          <span className="text-bad">
            failing since <RelativeTime at={webhook.failingSince} />
          </span>
        )}
        <span>secrets: {webhook.secrets.map(({ prefix }) => `${prefix}…`).join(', ')}</span>
      </div>
      <ConfirmDialog
        isOpen={asked === 'rotate'}
        onClose={close}
        title={`Rotate the secret of ${webhook.name}?`}
        verb="Rotate the secret"
        isBusy={rotate.isPending}
        onConfirm={() => rotate.mutate({ webhookId })}
      >
        For 24 hours deliveries carry signatures of both secrets, so that the receiver can change over; then
        the old one ends.
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asked === 'delete'}
        onClose={close}
        title={`Delete ${webhook.name}?`}
        verb={`Delete ${webhook.name}`}
        isBusy={remove.isPending}
        nameToType={webhook.name}
        onConfirm={() => remove.mutate({ webhookId })}
      >
        Nothing more is sent to it: deliveries that wait for another attempt are given up. What was sent stays
        on record.
      </ConfirmDialog>
      <Dialog
        isOpen={rotate.data !== undefined}
        onClose={() => rotate.reset()}
        title="Copy the new secret now"
        description="It is not shown again."
      >
        {rotate.data && <CopyLine text={rotate.data.secret} label="Copy the secret" isSecret />}
      </Dialog>
    </PageHeader>
  );
}
