import type { Metadata } from 'next';
import { WelcomeForm } from '@/components/auth/welcome-form.tsx';

export const metadata: Metadata = { title: 'Welcome' };

export default function Page() {
  return <WelcomeForm />;
}
