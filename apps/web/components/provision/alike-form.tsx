'use client';
import dynamic from 'next/dynamic';
import { useFormContext } from 'react-hook-form';
import { plural } from '@/client/format.ts';
import { readError } from '@/client/read-error.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { BasicsFields } from './basics-fields.tsx';
import type { FormParts } from './form-parts.ts';
import { isAnyOffered } from './hardware/offered-hardware.ts';
import { PreviewColumn } from './preview-column.tsx';
import { formGrid, ProvisionBar } from './provision-bar.tsx';
import { loadChecking, type ProvisionInput, type ProvisionOutput } from './provision-checking.ts';
import { SizeFields } from './size-fields.tsx';
import type { JobInPlace } from './use-job-in-place.ts';
import { useProvision } from './use-provision.ts';
import { VariableFields } from './variable-fields.tsx';

type AlikeFormProps = FormParts & {
  /** Where the job of a single VM is shown. */
  readonly place: JobInPlace;
};

const HardwareFields = dynamic(
  () => import('./hardware/hardware-fields.tsx').then((module) => module.HardwareFields),
  { ssr: false, loading: () => <div className="skeleton h-28" /> },
);

/** One VM, or several that differ by their number only. */
export function AlikeForm({ images, templates, hosts, template, onTemplate, place }: AlikeFormProps) {
  const form = useFormContext<ProvisionInput, unknown, ProvisionOutput>();
  const provision = useProvision({
    place,
    nameOfHost: (wanted) => hosts.find(({ id }) => id === wanted)?.name ?? null,
  });
  /** What is valid goes out at once; only what is not is checked, and drawn, field by field. */
  const submit = async (): Promise<void> => {
    const { ProvisionValues } = await loadChecking();
    const { data } = ProvisionValues.safeParse(form.getValues());
    if (data === undefined) await form.handleSubmit(() => undefined)();
    else await provision.send(data);
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
        {provision.error !== null && (
          <ErrorPanel title={titleOf(provision.error, Number(count ?? 1))} error={provision.error} />
        )}
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

/** A lost answer says nothing of what was done. The request for one VM can be made again as it was. */
function titleOf(error: unknown, count: number): string {
  if (readError(error).code !== 'unreachable') return 'Nothing was provisioned';
  return count === 1
    ? 'No answer came. Provision again: the VM is not made twice'
    : 'No answer came. See among the jobs whether the VMs are being made before you try again';
}
