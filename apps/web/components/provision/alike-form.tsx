'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useFormContext } from 'react-hook-form';
import { plural } from '@/client/format.ts';
import { useNewestViews } from '@/client/realtime/newest-views-context.tsx';
import { useTRPC } from '@/client/trpc.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { BasicsFields } from './basics-fields.tsx';
import type { FormParts } from './form-parts.ts';
import { isAnyOffered } from './hardware/offered-hardware.ts';
import { PreviewColumn } from './preview-column.tsx';
import { formGrid, ProvisionBar } from './provision-bar.tsx';
import { loadChecking, type ProvisionInput, type ProvisionOutput } from './provision-checking.ts';
import { SizeFields } from './size-fields.tsx';
import { VariableFields } from './variable-fields.tsx';

type AlikeFormProps = FormParts & {
  /** One VM's job was accepted; its first view is in the cache. */
  readonly onJob: (jobId: string) => void;
};

const HardwareFields = dynamic(
  () => import('./hardware/hardware-fields.tsx').then((module) => module.HardwareFields),
  { ssr: false, loading: () => <div className="skeleton h-28" /> },
);

/** One VM, or several that differ by their number only. */
export function AlikeForm({ images, templates, template, onTemplate, onJob }: AlikeFormProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const form = useFormContext<ProvisionInput, unknown, ProvisionOutput>();
  const client = useQueryClient();
  const newest = useNewestViews();
  const provision = useMutation({
    ...trpc.vm.provision.mutationOptions({
      onSuccess: ({ jobs }) => {
        const [only] = jobs;
        if (jobs.length !== 1 || only === undefined) return router.push('/jobs?state=active');
        const known = { job: only.job, undoPlan: [], children: [] };
        // A message may have been quicker than the answer.
        client.setQueryData(
          trpc.job.get.queryKey({ jobId: only.jobId }),
          newest.overlay(known) as typeof known,
        );
        onJob(only.jobId);
      },
    }),
    meta: { showsOwnError: true },
  });
  /** What is valid goes out at once; only what is not is checked, and drawn, field by field. */
  const submit = async (): Promise<void> => {
    const { ProvisionValues } = await loadChecking();
    const { data } = ProvisionValues.safeParse(form.getValues());
    if (data === undefined) await form.handleSubmit(() => undefined)();
    else provision.mutate(data);
  };
  const [name, cpuCount, memoryMb, variables, count] = form.watch([
    'name',
    'cpuCount',
    'memoryMb',
    'variables',
    'count',
  ]);
  const [adapters, driver, imageName, hostId] = form.watch(['adapters', 'driver', 'image', 'hostId']);
  const image = images.find(({ key }) => key === `${driver}/${imageName}`);
  const hasHardware = isAnyOffered({ image, hostId });
  return (
    <form
      aria-label="Provision VMs"
      noValidate
      // Not when it is focused: the name has the focus from the beginning.
      onInputCapture={() => void loadChecking()}
      onPointerDownCapture={() => void loadChecking()}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      className={formGrid}
    >
      <div className="flex flex-col gap-4">
        <BasicsFields images={images} templates={templates} onTemplate={onTemplate} />
        <SizeFields />
        {hasHardware && <HardwareFields images={images} template={template} />}
        {template && template.variables.length > 0 && <VariableFields variables={template.variables} />}
        {provision.error && <ErrorPanel title="Nothing was provisioned" error={provision.error} />}
        <ProvisionBar>
          <Button type="submit" look="primary" isBusy={provision.isPending}>
            Provision {plural(Number(count ?? 1) || 1, 'VM')}
          </Button>
        </ProvisionBar>
      </div>
      <PreviewColumn
        template={template}
        vm={{ name, cpuCount, memoryMb, variables, adapters, os: image?.os }}
      />
    </form>
  );
}
