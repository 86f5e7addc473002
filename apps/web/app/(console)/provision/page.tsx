import type { Metadata } from 'next';
import { ProvisionPage } from '@/components/provision/provision-page.tsx';

export const metadata: Metadata = { title: 'Provision' };

export default function Page() {
  return <ProvisionPage />;
}
