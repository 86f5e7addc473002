import type { Metadata } from 'next';
import { VmPage } from '@/components/vm/vm-page.tsx';

export const metadata: Metadata = { title: 'VM' };

export default async function Page({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  return <VmPage vmId={id} />;
}
