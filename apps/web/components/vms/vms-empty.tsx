'use client';
import { useUrlState } from '@/client/use-url-state.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { ProvisionLink } from '@/components/provision/provision-link.tsx';
import { Button } from '@/components/ui/button.tsx';

const filters = { q: null, state: null, host: null, tag: null, lost: null };

export function VmsEmpty({ isFiltered }: { readonly isFiltered: boolean }) {
  const url = useUrlState();
  if (isFiltered) {
    return (
      <EmptyState
        title="No VM matches the filter"
        action={<Button onClick={() => url.set(filters)}>Clear the filter</Button>}
      />
    );
  }
  return (
    <EmptyState title="There are no VMs yet" action={<ProvisionLink />}>
      A VM is made from an image and a template on one of your hosts.
    </EmptyState>
  );
}
