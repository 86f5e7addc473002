import { dialectOf } from '@busbar/seed/dialect';
import { useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Select } from '@/components/ui/select.tsx';

type TextFieldProps = {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly placeholder: string;
  readonly maxLength: number;
  readonly isOptional?: boolean;
  readonly pattern?: string;
  readonly onText?: (text: string) => void;
};

function TextField({ name, label, help, isOptional = false, onText, ...rest }: TextFieldProps) {
  const id = `import-${name}`;
  return (
    <Field id={id} label={isOptional ? `${label} (optional)` : label} help={help}>
      <Input
        id={id}
        name={name}
        required={!isOptional}
        autoComplete="off"
        onChange={(event) => onText?.(event.target.value)}
        {...describedBy(id)}
        {...rest}
      />
    </Field>
  );
}

/** What the image is called, and what is in it. */
export function DescriptionFields({
  hasSecureBoot,
  asksForCloudInit = true,
}: {
  readonly hasSecureBoot: boolean;
  /** Not where it is known. */
  readonly asksForCloudInit?: boolean;
}) {
  const [os, setOs] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const isWindows = dialectOf(os) === 'cloudbase-init';
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          name="slug"
          label="Name"
          placeholder="debian-13"
          maxLength={40}
          pattern="[a-z0-9][a-z0-9.\-]*"
          help="Versions of one image have one name."
        />
        <TextField
          name="version"
          label="Version"
          placeholder="20260801"
          maxLength={23}
          pattern="[a-z0-9][a-z0-9.]*"
          isOptional
          help="Without one: today’s date."
        />
        <TextField name="title" label="Title" placeholder="Debian 13" maxLength={120} />
        <TextField
          name="os"
          label="System"
          placeholder="Debian GNU/Linux"
          maxLength={120}
          help="A name that begins with Windows makes it an image for cloudbase-init."
          onText={setOs}
        />
        <TextField name="defaultUser" label="Default user" placeholder="debian" maxLength={32} isOptional />
        {hasSecureBoot && (
          <Field id="import-secureBoot" label="Secure Boot">
            <Select
              id="import-secureBoot"
              name="secureBoot"
              value={chosen ?? (isWindows ? 'windows' : 'linux')}
              onChange={(event) => setChosen(event.target.value)}
            >
              <option value="linux">Linux (signed for UEFI)</option>
              <option value="windows">Windows</option>
              <option value="shielded-linux">Shielded Linux</option>
              <option value="off">Off</option>
            </Select>
          </Field>
        )}
      </div>
      {asksForCloudInit && (
        <Checkbox
          name="hasCloudInit"
          defaultChecked
          label={`${isWindows ? 'cloudbase-init' : 'Cloud-init'} is in it, which makes the VM what it is to be`}
        />
      )}
    </>
  );
}
