'use client';
import type { TemplateVariable } from '@busbar/shared/domain/template';
import { useFormContext } from 'react-hook-form';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { Select } from '@/components/ui/select.tsx';
import { TextArea } from '@/components/ui/text-area.tsx';
import type { ProvisionInput } from './provision-values.ts';

/** The template's questions, each by its type. */
export function VariableFields({ variables }: { readonly variables: readonly TemplateVariable[] }) {
  return (
    <Panel title="Variables">
      <div className="flex flex-col gap-3">
        {variables.map((variable) => (
          <VariableField key={variable.name} variable={variable} />
        ))}
      </div>
    </Panel>
  );
}

function VariableField({ variable }: { readonly variable: TemplateVariable }) {
  const { name, label, help, type, required } = variable;
  const { formState } = useFormContext<ProvisionInput>();
  const id = `variable-${name}`;
  const error = formState.errors.variables?.[name]?.message;
  return (
    <Field
      id={id}
      label={required ? label : `${label} (optional)`}
      help={type === 'secret' ? `${help} Sealed to the host; never shown again.`.trim() : help}
      error={error}
    >
      <VariableControl id={id} variable={variable} error={error} />
    </Field>
  );
}

type VariableControlProps = {
  readonly id: string;
  readonly variable: TemplateVariable;
  readonly error: string | undefined;
};

function VariableControl({ id, variable, error }: VariableControlProps) {
  const { register } = useFormContext<ProvisionInput>();
  const { name, type, required, choices } = variable;
  const field = register(
    `variables.${name}`,
    required ? { required: 'This template needs a value here.' } : {},
  );
  const common = { id, ...describedBy(id, error), ...field };
  if (type === 'multiline' || type === 'ssh-keys')
    return <TextArea {...common} rows={type === 'ssh-keys' ? 3 : 5} spellCheck={false} />;
  if (type === 'choice' || type === 'boolean') {
    return (
      <Select {...common}>
        {(type === 'boolean' ? ['true', 'false'] : choices).map((choice) => (
          <option key={choice} value={choice}>
            {type === 'boolean' ? (choice === 'true' ? 'yes' : 'no') : choice}
          </option>
        ))}
      </Select>
    );
  }
  if (type === 'secret') return <Input {...common} type="password" autoComplete="new-password" />;
  return (
    <Input
      {...common}
      inputMode={type === 'number' ? 'numeric' : 'text'}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
