'use client';
import { useFormContext } from 'react-hook-form';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import type { ImageChoice } from '../image-choices.ts';
import type { ProvisionInput } from '../provision-values.ts';
import { isOffered } from './offered-hardware.ts';

/** Memory that follows need, and a TPM: where a host can give them. */
export function AdvancedPanel({ image }: { readonly image: ImageChoice | undefined }) {
  const { watch, setValue, getValues } = useFormContext<ProvisionInput>();
  const chosen = { image, hostId: watch('hostId') };
  const hasMemory = isOffered('dynamic-memory', chosen);
  const hasTpm = isOffered('tpm', chosen);
  const isDynamic = watch('dynamicMemory') != null;
  if (!hasMemory && !hasTpm) return null;
  return (
    <Panel title="Advanced">
      <div className="flex flex-col gap-2">
        {hasMemory && (
          <Checkbox
            label="Dynamic memory: the host gives and takes what the guest needs"
            checked={isDynamic}
            onChange={(event) =>
              setValue('dynamicMemory', event.target.checked ? around(getValues('memoryMb')) : null)
            }
          />
        )}
        {isDynamic && (
          <div className="grid grid-cols-3 gap-3 pb-2">
            <MemoryField name="minimumMb" label="Least, MiB" step={2} />
            <MemoryField name="maximumMb" label="Most, MiB" step={2} />
            <MemoryField name="bufferPercent" label="Buffer, %" step={1} />
            <p className="col-span-3 text-xs text-ink-3">
              It starts with the memory above. The buffer is kept free beyond what the guest uses.
            </p>
          </div>
        )}
        {hasTpm && (
          <Checkbox
            label="TPM: a key store of its own, locked to this host"
            checked={watch('tpm') === true}
            onChange={(event) => setValue('tpm', event.target.checked)}
          />
        )}
      </div>
    </Panel>
  );
}

/** Half to four times of what it starts with, in the steps that hypervisors take. */
const around = (memoryMb: number) => ({
  minimumMb: Math.max(32, Math.floor((memoryMb || 512) / 4) * 2),
  maximumMb: (memoryMb || 512) * 4,
  bufferPercent: 20,
});

type MemoryFieldProps = {
  readonly name: 'minimumMb' | 'maximumMb' | 'bufferPercent';
  readonly label: string;
  readonly step: number;
};

function MemoryField({ name, label, step }: MemoryFieldProps) {
  const { register, formState } = useFormContext<ProvisionInput>();
  const problem = formState.errors.dynamicMemory?.[name]?.message;
  return (
    <Field id={name} label={label} error={problem}>
      <Input
        id={name}
        type="number"
        min={1}
        step={step}
        {...describedBy(name, problem)}
        {...register(`dynamicMemory.${name}`, { valueAsNumber: true })}
      />
    </Field>
  );
}
