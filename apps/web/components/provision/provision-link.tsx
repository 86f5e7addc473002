'use client';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { useRefusal } from '@/client/use-session.tsx';
import { Button, type ButtonLook, buttonClass } from '@/components/ui/button.tsx';

export function ProvisionLink({
  query = '',
  look = 'primary',
}: {
  readonly query?: string;
  readonly look?: ButtonLook;
}) {
  const refusal = useRefusal('vm.provision');
  const icon = <Plus aria-hidden className="size-4" />;
  if (refusal !== null) {
    return (
      <Button look={look} icon={icon} refusal={refusal}>
        Provision
      </Button>
    );
  }
  return (
    <Link href={`/provision${query}`} prefetch={false} className={buttonClass(look)}>
      {icon} Provision
    </Link>
  );
}
