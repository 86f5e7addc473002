import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';

type VmNameFieldProps = {
  readonly id: string;
  readonly value: string;
  readonly onChange: (name: string) => void;
};

/** The name of a VM to be made. The browser says itself what is wrong with one. */
export function VmNameField({ id, value, onChange }: VmNameFieldProps) {
  return (
    <Field id={id} label="Name of the VM" help="Lower-case letters, digits and hyphens.">
      <Input
        id={id}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        required
        maxLength={63}
        pattern="[a-z0-9]([a-z0-9\-]*[a-z0-9])?"
        title="Lower-case letters, digits and hyphens; it begins and ends with a letter or a digit."
        autoComplete="off"
        spellCheck={false}
        {...describedBy(id)}
      />
    </Field>
  );
}
