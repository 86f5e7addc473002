'use client';
import type { HostView } from '@busbar/shared/realtime/views';
import dynamic from 'next/dynamic';
import { useMemo, useState } from 'react';
import { FormProvider, useForm } from 'react-hook-form';
import { useUrlState } from '@/client/use-url-state.ts';
import { Chip } from '@/components/ui/chip.tsx';
import { AlikeForm } from './alike-form.tsx';
import type { Template } from './form-parts.ts';
import { imageChoices } from './image-choices.ts';
import { initialVariables } from './initial-variables.ts';
import { type ProvisionInput, type ProvisionOutput, resolveWhenLoaded } from './provision-checking.ts';
import { type TableState, untouchedTable } from './table/table-state.ts';
import type { JobInPlace } from './use-job-in-place.ts';

const TableForm = dynamic(() => import('./table/table-form.tsx').then((module) => module.TableForm), {
  ssr: false,
  loading: () => <div className="skeleton mx-4 h-[70vh]" />,
});

type ProvisionFormProps = {
  readonly hosts: readonly HostView[];
  readonly templates: readonly Template[];
  readonly sshKeys: readonly string[];
  /** Where the job of a single VM is shown. */
  readonly place: JobInPlace;
};

/** VMs that are alike, or a table of them; what has been typed stays while one changes one's mind. */
export function ProvisionForm({ hosts, templates, sshKeys, place }: ProvisionFormProps) {
  const url = useUrlState();
  const images = useMemo(() => imageChoices(hosts), [hosts]);
  const [table, setTable] = useState<TableState>(untouchedTable);
  const firstTemplate = templates.find(({ id }) => id === url.get('template')) ?? templates[0];
  const form = useForm<ProvisionInput, unknown, ProvisionOutput>({
    resolver: resolveWhenLoaded,
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
      onFailure: 'undo',
    },
  });
  const onTemplate = (next: Template): void => {
    form.setValue('templateId', next.id, { shouldValidate: true });
    form.setValue('cpuCount', next.defaults.cpuCount);
    form.setValue('memoryMb', next.defaults.memoryMb);
    form.setValue('diskGb', next.defaults.diskGb);
    form.setValue('variables', initialVariables(next.variables, sshKeys));
  };
  const isTable = url.get('many') === 'table';
  const template = templates.find(({ id }) => id === form.watch('templateId'));
  const parts = { images, hosts, templates, template, onTemplate };
  return (
    <FormProvider {...form}>
      <fieldset aria-label="Which VMs" className="flex flex-wrap gap-1.5 px-4 pb-3">
        <Chip isOn={!isTable} onClick={() => url.set({ many: null })}>
          One, or several alike
        </Chip>
        <Chip isOn={isTable} onClick={() => url.set({ many: 'table' })}>
          A table of VMs
        </Chip>
      </fieldset>
      {isTable ? (
        <TableForm {...parts} table={table} onTable={setTable} />
      ) : (
        <AlikeForm {...parts} place={place} />
      )}
    </FormProvider>
  );
}
