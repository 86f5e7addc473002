import type { ReactNode } from 'react';
import { ConsoleLayout } from '@/components/layout/console-layout.tsx';

export default function Layout({ children }: { readonly children: ReactNode }) {
  return <ConsoleLayout>{children}</ConsoleLayout>;
}
