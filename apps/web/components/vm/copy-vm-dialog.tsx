'use client';
import type { DriverFacts } from '@busbar/shared/protocol/host-facts';
import type { VmView } from '@busbar/shared/realtime/views';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useId } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';

type CopyVmDialogProps = {
  readonly vm: VmView;
  readonly onClose: () => void;
  readonly title: string;
  readonly description: string;
  readonly isWide?: boolean;
  readonly verb: string;
  /** What has not happened where the request was refused. */
  readonly failure: string;
  readonly making: { readonly isPending: boolean; readonly error: unknown };
  /** Why it cannot be done as it is chosen; null when it can. */
  readonly lackOf: (facts: DriverFacts | undefined) => string | null;
  readonly onSubmit: (form: FormData) => void;
  /** With what the VM's driver can; null while its host is being looked up. */
  readonly children: (facts: { readonly driver: DriverFacts | undefined } | null) => ReactNode;
};

/**
 * Asks for something that is made from a VM. What stands against it is said beside the button, in sight however long the
 * form is.
 */
export function CopyVmDialog(props: CopyVmDialogProps) {
  const { vm, onClose, title, description, isWide = false, verb, failure, making, lackOf, onSubmit } = props;
  const trpc = useTRPC();
  const formId = useId();
  const host = useQuery(trpc.host.get.queryOptions({ hostId: vm.hostId }));
  const driver = host.data?.host.drivers.find(({ name }) => name === vm.driver);
  const facts = host.data === undefined ? null : { driver };
  const lack = facts === null ? 'Asking what the host can do.' : lackOf(driver);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (lack === null && !making.isPending) onSubmit(new FormData(event.currentTarget));
  };
  return (
    <Dialog
      isOpen
      isWide={isWide}
      onClose={onClose}
      title={title}
      description={description}
      footer={
        <>
          <div className="flex basis-full flex-col gap-2 empty:hidden">
            {facts !== null && lack !== null && (
              <p role="alert" className="rounded-md bg-warn-wash px-3 py-2 text-warn">
                {lack}
              </p>
            )}
            {host.error !== null && (
              <ErrorPanel title="What the host can do could not be read" error={host.error} />
            )}
            {making.error != null && <ErrorPanel title={failure} error={making.error} />}
          </div>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" isBusy={making.isPending} refusal={lack}>
            {verb}
          </Button>
        </>
      }
    >
      <form id={formId} aria-label={title} className="flex flex-col gap-3" onSubmit={submit}>
        {props.children(facts)}
      </form>
    </Dialog>
  );
}
