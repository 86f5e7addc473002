'use client';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';

export default function PageError({ error, reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <main className="mx-auto max-w-2xl px-4 py-16">
      <ErrorPanel title="This page stopped working" error={error} onRetry={reset} />
    </main>
  );
}
