'use client';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { useRefusal } from '@/client/use-session.tsx';
import { Button, buttonClass } from '@/components/ui/button.tsx';

export function ProvisionLink({ query = '' }: { readonly query?: string }) {
  const refusal = useRefusal('vm.provision');
  const icon = <Plus aria-hidden className="size-4" />;
  if (refusal !== null) {
    return (
      <Button look="primary" icon={icon} refusal={refusal}>
        Provision
      </Button>
    );
  }
  return (
    <Link href={`/provision${query}`} className={buttonClass('primary')}>
      {icon} Provision
    </Link>
  );
}
