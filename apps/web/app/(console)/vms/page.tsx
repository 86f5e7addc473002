import type { Metadata } from 'next';
import { VmsPage } from '@/components/vms/vms-page.tsx';

export const metadata: Metadata = { title: 'VMs' };

export default function Page() {
  return <VmsPage />;
}
