'use client';
import type { VmHardware } from '@busbar/shared/protocol/asked-of-host';
import type { VmView } from '@busbar/shared/realtime/views';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { useAskedOfHost } from '@/components/asked-of-host/use-asked-of-host.ts';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Select } from '@/components/ui/select.tsx';

const mebibyte = 2 ** 20;

/** Whether the memory follows the need of the guest, where the VM's driver can; read by `readMemory`. */
export function MemoryFields({ vm }: { readonly vm: VmView }) {
  const trpc = useTRPC();
  const host = useQuery(trpc.host.get.queryOptions({ hostId: vm.hostId }));
  const driver = host.data?.host.drivers.find(({ name }) => name === vm.driver);
  return driver?.abilities.includes('dynamic-memory') ? <AskedFields vm={vm} /> : null;
}

function AskedFields({ vm }: { readonly vm: VmView }) {
  const { data } = useAskedOfHost<VmHardware>(vm, 'hardware');
  // As high as what comes.
  return data === undefined ? <div className="skeleton h-14" /> : <KindFields memory={data.memory} />;
}

function KindFields({ memory: { startupBytes, dynamic } }: Pick<VmHardware, 'memory'>) {
  const [isDynamic, setDynamic] = useState(dynamic !== null);
  const {
    minimumBytes = startupBytes / 2,
    maximumBytes = startupBytes * 4,
    bufferPercent = 20,
  } = dynamic ?? {};
  return (
    <div className="grid grid-cols-3 gap-3">
      <div className="col-span-3">
        <Field
          id="resize-memoryKind"
          label="Memory is"
          help={
            isDynamic
              ? 'The host gives and takes between least and most; the VM starts with the memory above.'
              : ''
          }
        >
          <Select
            id="resize-memoryKind"
            name="memoryKind"
            value={isDynamic ? 'dynamic' : 'static'}
            onChange={(event) => setDynamic(event.target.value === 'dynamic')}
            {...describedBy('resize-memoryKind')}
          >
            <option value="static">static</option>
            <option value="dynamic">dynamic</option>
          </Select>
        </Field>
      </div>
      {isDynamic && (
        <>
          <NumberField
            name="minimumMb"
            label="Least, MiB"
            value={Math.ceil(minimumBytes / mebibyte / 2) * 2}
            step={2}
          />
          <NumberField
            name="maximumMb"
            label="Most, MiB"
            value={Math.floor(maximumBytes / mebibyte)}
            step={2}
          />
          <NumberField name="bufferPercent" label="Buffer, %" value={bufferPercent ?? 20} step={1} />
        </>
      )}
    </div>
  );
}

type NumberFieldProps = {
  readonly name: string;
  readonly label: string;
  readonly value: number;
  readonly step: number;
};

function NumberField({ name, label, value, step }: NumberFieldProps) {
  const id = `resize-${name}`;
  return (
    <Field id={id} label={label}>
      <Input
        id={id}
        name={name}
        type="number"
        required
        min={2}
        step={step}
        defaultValue={value}
        {...describedBy(id)}
      />
    </Field>
  );
}
