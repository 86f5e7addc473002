'use client';
import type { JobView } from '@busbar/shared/realtime/views';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChevronDown, RotateCcw, StepForward } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Menu } from '@/components/ui/menu.tsx';

type AgainActionsProps = {
  readonly job: JobView;
  /** The job that has gone on with this one's work; null while none has. */
  readonly continuedById: string | null;
};

/** For a job that failed or was cancelled: to go on where it stopped if it was kept, or to do it all again. */
export function AgainActions({ job, continuedById }: AgainActionsProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const refusal = useRefusal('job.retry');
  const onSuccess = ({ jobId }: { readonly jobId: string }): void => router.push(`/jobs/${jobId}`);
  const retry = useMutation(trpc.job.retry.mutationOptions({ onSuccess }));
  const goOn = useMutation(
    trpc.job.continue.mutationOptions({
      onSuccess: (made) => {
        // This job's row stays as it is; what it is shown with has changed.
        void client.invalidateQueries(trpc.job.get.queryFilter({ jobId: job.id }));
        onSuccess(made);
      },
    }),
  );
  const canContinue = job.state === 'failed' && job.kept && continuedById === null;
  return (
    <>
      {canContinue && (
        <Button
          look="primary"
          icon={<StepForward aria-hidden className="size-4" />}
          refusal={refusal}
          isBusy={goOn.isPending}
          onClick={() => goOn.mutate({ jobId: job.id })}
        >
          Continue from here
        </Button>
      )}
      <span className="inline-flex">
        <Button
          {...(canContinue ? {} : { look: 'primary' })}
          icon={<RotateCcw aria-hidden className="size-4" />}
          refusal={refusal}
          isBusy={retry.isPending}
          onClick={() => retry.mutate({ jobId: job.id })}
        >
          Retry
        </Button>
        {job.kind === 'vm.provision' && refusal === null && (
          <Menu
            trigger={
              <Button
                look="quiet"
                aria-label="More ways to do it again"
                icon={<ChevronDown aria-hidden className="size-4" />}
              />
            }
            items={[
              {
                label: 'Retry, and keep the VM if it fails again',
                onSelect: () => retry.mutate({ jobId: job.id, onFailure: 'keep' }),
              },
            ]}
          />
        )}
      </span>
    </>
  );
}
