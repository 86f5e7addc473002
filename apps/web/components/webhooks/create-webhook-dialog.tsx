'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '@/client/trpc.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button, buttonClass } from '@/components/ui/button.tsx';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { CopyLine } from '@/components/ui/copy-line.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';

const eventTypes = {
  'job.succeeded': 'a job has succeeded',
  'job.failed': 'a job has failed',
  'job.cancelled': 'a job was cancelled',
  'vm.ready': 'a VM was provisioned and answers',
  'vm.failed': 'a VM could not be provisioned',
  'vm.deleted': 'a VM was deleted',
} as const;
const eventNames = Object.keys(eventTypes) as (keyof typeof eventTypes)[];

/** Makes a webhook and shows its secret once. */
export function CreateWebhookDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const create = useMutation({
    ...trpc.webhook.create.mutationOptions({
      onSuccess: () => void client.invalidateQueries(trpc.webhook.list.queryFilter()),
    }),
    meta: { showsOwnError: true },
  });
  const close = (): void => {
    create.reset();
    onClose();
  };
  if (create.data) {
    return (
      <Dialog
        isOpen={isOpen}
        onClose={close}
        title="Copy the secret now"
        description="The receiver checks signatures with it. It is not shown again; it can be rotated."
        footer={
          <Link
            href={`/webhooks/${create.data.webhook.id}`}
            onClick={close}
            className={buttonClass('primary')}
          >
            Show the webhook
          </Link>
        }
      >
        <CopyLine text={create.data.secret} label="Copy the secret" isSecret />
      </Dialog>
    );
  }
  return (
    <Dialog isOpen={isOpen} onClose={close} title="Add a webhook">
      <form
        aria-label="Add a webhook"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          create.mutate({
            name: String(form.get('name')),
            url: String(form.get('url')),
            eventTypes: eventNames.filter((type) => form.get(type) !== null),
            allowPrivateTargets: form.get('allowPrivateTargets') !== null,
          });
        }}
      >
        <Field id="webhook-name" label="Name">
          <Input id="webhook-name" name="name" required maxLength={100} />
        </Field>
        <Field id="webhook-url" label="Address">
          <Input id="webhook-url" name="url" type="url" required placeholder="https://" />
        </Field>
        <fieldset>
          <legend className="text-xs font-medium text-ink-2">Events</legend>
          {eventNames.map((type) => (
            <Checkbox
              key={type}
              name={type}
              label={
                <>
                  <code className="font-mono text-xs">{type}</code>{' '}
                  <span className="text-ink-3">{eventTypes[type]}</span>
                </>
              }
              defaultChecked
            />
          ))}
        </fieldset>
        <Checkbox name="allowPrivateTargets" label="Allow private and loopback addresses" />
        {create.error && <ErrorPanel title="The webhook was not added" error={create.error} />}
        <Button type="submit" look="primary" isBusy={create.isPending}>
          Add the webhook
        </Button>
      </form>
    </Dialog>
  );
}
