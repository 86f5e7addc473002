'use client';
import { useFormContext } from 'react-hook-form';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { ProvisionInput } from './provision-values.ts';

type SizeFieldsProps = {
  /** The names come from a table, and the rest is for cells that it leaves empty. */
  readonly isForTable?: boolean;
};

/** What it is called, and how large it is. */
export function SizeFields({ isForTable = false }: SizeFieldsProps) {
  const { register, setValue, getValues, formState } = useFormContext<ProvisionInput>();
  const { errors } = formState;
  const number = { valueAsNumber: true };
  return (
    <Panel title={isForTable ? 'Where the table says nothing' : 'Name and size'}>
      <div className="grid grid-cols-3 gap-3">
        {!isForTable && <NameAndCount />}
        <Field id="cpuCount" label="CPUs" error={errors.cpuCount?.message}>
          <Input
            id="cpuCount"
            type="number"
            min={1}
            {...describedBy('cpuCount', errors.cpuCount?.message)}
            {...register('cpuCount', number)}
          />
        </Field>
        <Field id="memoryMb" label="Memory, MiB" error={errors.memoryMb?.message}>
          <Input
            id="memoryMb"
            type="number"
            min={64}
            step={64}
            {...describedBy('memoryMb', errors.memoryMb?.message)}
            {...register('memoryMb', number)}
          />
        </Field>
        <Field id="diskGb" label="Disk, GiB" error={errors.diskGb?.message}>
          <Input
            id="diskGb"
            type="number"
            min={1}
            {...describedBy('diskGb', errors.diskGb?.message)}
            {...register('diskGb', number)}
          />
        </Field>
        <div className="col-span-3">
          <Field id="tags" label="Tags" error={errors.tags?.message} help="Separated by commas.">
            <Input
              id="tags"
              defaultValue={getValues('tags')?.join(', ')}
              {...describedBy('tags', errors.tags?.message)}
              onChange={(event) => setValue('tags', event.target.value.split(/[\s,]+/).filter(Boolean))}
            />
          </Field>
        </div>
        <div className="col-span-3">
          <Field
            id="onFailure"
            label="If it fails"
            help="What is kept can be looked into by its shell, repaired, and continued."
          >
            <Select id="onFailure" {...describedBy('onFailure')} {...register('onFailure')}>
              <option value="undo">Undo everything that was made</option>
              <option value="keep">Keep the VM once it has been started</option>
            </Select>
          </Field>
        </div>
      </div>
    </Panel>
  );
}

function NameAndCount() {
  const { register, formState } = useFormContext<ProvisionInput>();
  const { errors } = formState;
  const number = { valueAsNumber: true };
  return (
    <>
      <div className="col-span-2">
        <Field
          id="name"
          label="Name"
          error={errors.name?.message}
          help="Also its host name. Several VMs get -1, -2 and so on."
        >
          <Input
            id="name"
            autoFocus
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="none"
            {...describedBy('name', errors.name?.message)}
            {...register('name')}
          />
        </Field>
      </div>
      <Field id="count" label="How many" error={errors.count?.message}>
        <Input
          id="count"
          type="number"
          min={1}
          max={50}
          {...describedBy('count', errors.count?.message)}
          {...register('count', number)}
        />
      </Field>
    </>
  );
}
