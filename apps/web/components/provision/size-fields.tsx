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
  return (
    <Panel title={isForTable ? 'Where the table says nothing' : 'Name and size'}>
      <div className="grid grid-cols-3 gap-3">
        {!isForTable && <NameAndCount />}
        <NumberField name="cpuCount" label="CPUs" min={1} />
        <NumberField name="memoryMb" label="Memory, MiB" min={64} step={64} />
        <NumberField name="diskGb" label="Disk, GiB" min={1} />
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
      <NumberField name="count" label="How many" min={1} max={50} />
    </>
  );
}

type NumberFieldProps = {
  readonly name: 'count' | 'cpuCount' | 'memoryMb' | 'diskGb';
  readonly label: string;
  readonly min: number;
  readonly max?: number;
  readonly step?: number;
};

function NumberField({ name, label, ...bounds }: NumberFieldProps) {
  const { register, formState } = useFormContext<ProvisionInput>();
  const problem = formState.errors[name]?.message;
  return (
    <Field id={name} label={label} error={problem}>
      <Input
        id={name}
        type="number"
        {...bounds}
        {...describedBy(name, problem)}
        {...register(name, { valueAsNumber: true })}
      />
    </Field>
  );
}
