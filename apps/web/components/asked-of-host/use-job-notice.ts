'use client';
import { useRouter } from 'next/navigation';
import { notify } from '@/client/notify.ts';

/** For a mutation that is answered with a job: says what was asked for, and leads to the job. */
export function useJobNotice() {
  const router = useRouter();
  return (what: string) => ({
    onSuccess: ({ jobId }: { readonly jobId: string }): void =>
      notify(what, { action: { label: 'Show the job', onClick: () => router.push(`/jobs/${jobId}`) } }),
  });
}
