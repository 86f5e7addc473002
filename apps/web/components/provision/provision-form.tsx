'use client';
import type { HostView } from '@busbar/shared/realtime/views';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { FormProvider, type Resolver, useForm } from 'react-hook-form';
import { plural } from '@/client/format.ts';
import { useNewestViews } from '@/client/realtime/newest-views-context.tsx';
import { type ApiOutputs, useTRPC } from '@/client/trpc.ts';
import { useUrlState } from '@/client/use-url-state.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { BasicsFields } from './basics-fields.tsx';
import { imageChoices } from './image-choices.ts';
import { initialVariables } from './initial-variables.ts';
import { PreviewColumn } from './preview-column.tsx';
import type { ProvisionInput, ProvisionOutput } from './provision-values.ts';
import { VariableFields } from './variable-fields.tsx';

type Template = ApiOutputs['template']['list']['items'][number];
type ProvisionFormProps = {
  readonly hosts: readonly HostView[];
  readonly templates: readonly Template[];
  readonly sshKeys: readonly string[];
  /** One VM's job was accepted; its first view is in the cache. */
  readonly onJob: (jobId: string) => void;
};

/** Checking is loaded when the form is first touched: the page can be read before. */
const loadChecking = () => import('./provision-values.ts');
const resolver: Resolver<ProvisionInput, unknown, ProvisionOutput> = async (...input) =>
  (await loadChecking()).resolveProvision(...input);

export function ProvisionForm({ hosts, templates, sshKeys, onJob }: ProvisionFormProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const url = useUrlState();
  const images = useMemo(() => imageChoices(hosts), [hosts]);
  const firstTemplate = templates.find(({ id }) => id === url.get('template')) ?? templates[0];
  const form = useForm<ProvisionInput, unknown, ProvisionOutput>({
    resolver,
    mode: 'onTouched',
    defaultValues: {
      hostId: null,
      driver: images[0]?.driver ?? 'sandbox',
      image: images[0]?.name ?? '',
      templateId: firstTemplate?.id ?? '',
      name: '',
      cpuCount: firstTemplate?.defaults.cpuCount ?? 1,
      memoryMb: firstTemplate?.defaults.memoryMb ?? 512,
      diskGb: firstTemplate?.defaults.diskGb ?? 8,
      network: 'none',
      variables: initialVariables(firstTemplate?.variables ?? [], sshKeys),
      tags: [],
      count: 1,
    },
  });
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
  const template = templates.find(({ id }) => id === form.watch('templateId'));
  const count = Number(form.watch('count') ?? 1) || 1;
  const choose = (next: Template): void => {
    form.setValue('templateId', next.id, { shouldValidate: true });
    form.setValue('cpuCount', next.defaults.cpuCount);
    form.setValue('memoryMb', next.defaults.memoryMb);
    form.setValue('diskGb', next.defaults.diskGb);
    form.setValue('variables', initialVariables(next.variables, sshKeys));
  };
  return (
    <FormProvider {...form}>
      <form
        aria-label="Provision VMs"
        noValidate
        onFocusCapture={() => void loadChecking()}
        onSubmit={(event) => void form.handleSubmit((values) => provision.mutate(values))(event)}
        className="grid gap-4 px-4 pb-6 lg:grid-cols-[minmax(320px,2fr)_minmax(0,3fr)]"
      >
        <div className="flex flex-col gap-4">
          <BasicsFields images={images} templates={templates} onTemplate={choose} />
          {template && template.variables.length > 0 && <VariableFields variables={template.variables} />}
          {provision.error && <ErrorPanel title="Nothing was provisioned" error={provision.error} />}
          <div className="sticky bottom-0 -mx-4 flex items-center gap-3 border-t border-line bg-canvas px-4 py-3">
            <Button type="submit" look="primary" isBusy={provision.isPending}>
              Provision {plural(count, 'VM')}
            </Button>
          </div>
        </div>
        <PreviewColumn template={template} />
      </form>
    </FormProvider>
  );
}
