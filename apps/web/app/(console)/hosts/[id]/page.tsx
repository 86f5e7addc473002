import type { Metadata } from 'next';
import { HostPage } from '@/components/hosts/host-page.tsx';

export const metadata: Metadata = { title: 'Host' };

export default async function Page({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  return <HostPage hostId={id} />;
}
