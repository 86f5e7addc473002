'use client';
import type { HostView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { plural } from '@/client/format.ts';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { Menu } from '@/components/ui/menu.tsx';
import { PromptDialog } from '@/components/ui/prompt-dialog.tsx';

export function HostHeader({ host }: { readonly host: HostView }) {
  const trpc = useTRPC();
  const router = useRouter();
  const refusal = useRefusal('host.write');
  const [open, setOpen] = useState<'rename' | 'remove' | null>(null);
  const close = (): void => setOpen(null);
  const drain = useMutation(trpc.host.setDraining.mutationOptions());
  const rename = useMutation(trpc.host.rename.mutationOptions({ onSuccess: close }));
  const remove = useMutation(trpc.host.remove.mutationOptions({ onSuccess: () => router.push('/hosts') }));
  return (
    <PageHeader
      title={host.name}
      actions={
        <>
          <Button
            refusal={refusal}
            isBusy={drain.isPending}
            onClick={() => drain.mutate({ hostId: host.id, isDraining: !host.isDraining })}
          >
            {host.isDraining ? 'Stop draining' : 'Drain'}
          </Button>
          <Menu
            trigger={
              <Button
                aria-label={`More actions for ${host.name}`}
                icon={<Ellipsis aria-hidden className="size-4" />}
              />
            }
            items={[
              { label: 'Rename…', refusal, onSelect: () => setOpen('rename') },
              { label: 'Remove…', refusal, isDanger: true, onSelect: () => setOpen('remove') },
            ]}
          />
        </>
      }
    >
      <div className="flex flex-wrap items-center gap-4 text-ink-2">
        <StateBadge state={host.state} />
        {host.isDraining && <span className="text-warn">draining: no new VM is put here</span>}
        <span>{plural(host.vmCount, 'VM')}</span>
      </div>
      <PromptDialog
        isOpen={open === 'rename'}
        onClose={close}
        title={`Rename ${host.name}`}
        label="Name"
        initial={host.name}
        verb="Rename"
        isBusy={rename.isPending}
        onSubmit={(name) => rename.mutate({ hostId: host.id, name })}
      />
      <ConfirmDialog
        isOpen={open === 'remove'}
        onClose={close}
        title={`Remove ${host.name}?`}
        verb={`Remove ${host.name}`}
        isBusy={remove.isPending}
        nameToType={host.name}
        onConfirm={() => remove.mutate({ hostId: host.id, confirmName: host.name })}
      >
        Its link is cut at once and its key is no longer accepted. {plural(host.vmCount, 'VM')} on it keep
        running there, but Busbar no longer reaches them.
      </ConfirmDialog>
    </PageHeader>
  );
}
