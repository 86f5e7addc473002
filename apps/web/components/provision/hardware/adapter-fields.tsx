'use client';
import type { HostSwitch } from '@busbar/shared/protocol/asked-of-host';
import { X } from 'lucide-react';
import { useFormContext } from 'react-hook-form';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { IconButton } from '@/components/ui/icon-button.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { ProvisionInput } from '../provision-values.ts';
import { firstMessage } from './first-message.ts';

type AdapterFieldsProps = {
  readonly index: number;
  /** Of the host that the VM goes to; null while that is not known. */
  readonly switches: readonly HostSwitch[] | null;
  readonly onRemove: () => void;
};

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
const listOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** One adapter: where it is plugged in, and how the guest addresses it. */
export function AdapterFields({ index, switches, onRemove }: AdapterFieldsProps) {
  const { register, watch, setValue, formState } = useFormContext<ProvisionInput>();
  const errors = formState.errors.adapters?.[index];
  const adapter = watch(`adapters.${index}`);
  const mode = adapter?.addressing?.mode ?? 'dhcp';
  const at = `adapters.${index}` as const;
  const id = (name: string): string => `adapter-${index}-${name}`;
  const text = (name: 'vlanId' | 'macAddress', set: (value: string) => unknown) => ({
    id: id(name),
    autoComplete: 'off',
    spellCheck: false,
    ...describedBy(id(name), firstMessage(errors?.[name])),
    ...register(`${at}.${name}`, { setValueAs: set }),
  });
  return (
    <fieldset className="grid grid-cols-2 gap-3 border-b border-line pb-4 last:border-b-0 last:pb-0">
      <legend className="float-left col-span-2 flex w-full items-center justify-between text-sm font-medium">
        Adapter {index + 1}
        <IconButton
          label={`Take adapter ${index + 1} out`}
          icon={<X aria-hidden className="size-4" />}
          onClick={onRemove}
        />
      </legend>
      <Field
        id={id('switchName')}
        label="Switch"
        error={firstMessage(errors?.switchName)}
        help={switches === null && 'Choose a host to see its switches.'}
      >
        <Select
          id={id('switchName')}
          {...describedBy(id('switchName'))}
          value={adapter?.switchName ?? ''}
          onChange={(event) => setValue(`${at}.switchName`, event.target.value || null)}
        >
          <option value="">The one for VMs</option>
          {(switches ?? []).map(({ id: key, name }) => (
            <option key={key} value={name}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field id={id('vlanId')} label="VLAN (optional)" error={firstMessage(errors?.vlanId)}>
        <Input
          inputMode="numeric"
          {...text('vlanId', (value) => (orNull(String(value ?? '')) === null ? null : Number(value)))}
        />
      </Field>
      <Field
        id={id('macAddress')}
        label="MAC address (optional)"
        error={firstMessage(errors?.macAddress)}
        help="Empty: given by Busbar or Hyper-V."
      >
        <Input
          className="font-mono"
          placeholder="02:00:5e:10:00:01"
          {...text('macAddress', (value) => orNull(String(value ?? '')))}
        />
      </Field>
      <Field id={id('mode')} label="Addresses">
        <Select
          id={id('mode')}
          {...describedBy(id('mode'))}
          value={mode}
          onChange={(event) =>
            setValue(
              `${at}.addressing`,
              event.target.value === 'static'
                ? { mode: 'static', addresses: [], gateway: null, dnsServers: [] }
                : { mode: 'dhcp' },
            )
          }
        >
          <option value="dhcp">By DHCP</option>
          <option value="static">Static</option>
        </Select>
      </Field>
      {mode === 'static' && <StaticFields index={index} />}
    </fieldset>
  );
}

function StaticFields({ index }: { readonly index: number }) {
  const { setValue, getValues, formState } = useFormContext<ProvisionInput>();
  const addressing = getValues(`adapters.${index}.addressing`);
  if (addressing?.mode !== 'static') return null;
  const errors = (formState.errors.adapters?.[index]?.addressing ?? {}) as Readonly<Record<string, unknown>>;
  const field = (name: 'addresses' | 'gateway' | 'dnsServers', set: (text: string) => unknown) => {
    const id = `adapter-${index}-${name}`;
    return {
      id,
      className: 'font-mono',
      autoComplete: 'off',
      spellCheck: false,
      defaultValue: [addressing[name] ?? ''].flat().join(', '),
      ...describedBy(id, firstMessage(errors[name])),
      onChange: (event: { readonly target: { readonly value: string } }) =>
        setValue(
          `adapters.${index}.addressing.${name}` as 'adapters.0.addressing.mode',
          set(event.target.value) as never,
          {
            shouldValidate: formState.isSubmitted,
          },
        ),
    };
  };
  return (
    <>
      <div className="col-span-2">
        <Field
          id={`adapter-${index}-addresses`}
          label="Addresses with prefix"
          error={firstMessage(errors.addresses)}
          help="Such as 192.0.2.10/24; several are separated by commas."
        >
          <Input {...field('addresses', listOf)} />
        </Field>
      </div>
      <Field id={`adapter-${index}-gateway`} label="Gateway (optional)" error={firstMessage(errors.gateway)}>
        <Input {...field('gateway', orNull)} />
      </Field>
      <Field
        id={`adapter-${index}-dnsServers`}
        label="DNS servers (optional)"
        error={firstMessage(errors.dnsServers)}
      >
        <Input {...field('dnsServers', listOf)} />
      </Field>
    </>
  );
}
