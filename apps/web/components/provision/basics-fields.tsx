'use client';
import type { HostView } from '@busbar/shared/realtime/views';
import { useFormContext } from 'react-hook-form';
import { formatBytes } from '@/client/format.ts';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { FormParts } from './form-parts.ts';
import { isOffered } from './hardware/offered-hardware.ts';
import type { ImageChoice } from './image-choices.ts';
import type { ProvisionInput } from './provision-values.ts';
import { isMadeFor, templateFor } from './template-for.ts';

type BasicsFieldsProps = Pick<FormParts, 'images' | 'templates' | 'onTemplate'> & {
  /** Adapters of one VM's own are not for a table. */
  readonly isForTable?: boolean;
};

/** What to make it from, and where. */
export function BasicsFields({ images, templates, onTemplate, isForTable = false }: BasicsFieldsProps) {
  const { watch, setValue, formState } = useFormContext<ProvisionInput>();
  const { errors } = formState;
  const image = images.find(({ key }) => key === `${watch('driver')}/${watch('image')}`);
  const template = templates.find(({ id }) => id === watch('templateId'));
  const isForOther = image !== undefined && template !== undefined && !isMadeFor(template, image);
  const templateError = errors.templateId?.message ?? (isForOther ? `It is not for ${image.os}.` : undefined);
  return (
    <Panel title="What and where">
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-1 xl:grid-cols-2">
        <Field
          id="image"
          label="Image"
          error={errors.image?.message}
          help={image?.hasCloudInit === false ? withoutCloudInit(image) : undefined}
        >
          <Select
            id="image"
            {...describedBy('image', errors.image?.message)}
            value={image?.key ?? ''}
            onChange={(event) => {
              const next = images.find(({ key }) => key === event.target.value);
              if (!next) return;
              setValue('driver', next.driver);
              setValue('image', next.name);
              setValue('hostId', null);
              setValue('copyImage', false);
              // Another driver may have none of it.
              setValue('adapters', []);
              setValue('dynamicMemory', null);
              setValue('tpm', false);
              const fitting = templateFor(next, templates, template);
              if (fitting !== undefined) onTemplate(fitting);
            }}
          >
            {images.map(({ key, title, driver }) => (
              <option key={key} value={key}>
                {title} ({driver})
              </option>
            ))}
          </Select>
        </Field>
        <Field id="template" label="Template" error={templateError} help={template?.description}>
          <Select
            id="template"
            {...describedBy('template', templateError)}
            value={template?.id ?? ''}
            onChange={(event) => {
              const next = templates.find(({ id }) => id === event.target.value);
              if (next) onTemplate(next);
            }}
          >
            {templates.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </Select>
        </Field>
        <HostField image={image} isForTable={isForTable} />
        <NetworkField image={image} isForTable={isForTable} />
      </div>
    </Panel>
  );
}

const withoutCloudInit = ({ isImported }: ImageChoice): string =>
  isImported
    ? 'Nothing in it reads these documents: the VM is as its image is.'
    : 'Applied by the sandbox’s applier, not by cloud-init.';

/** Hosts that lack the image are among them: it is copied there first. */
function HostField({ image, isForTable }: NetworkFieldProps) {
  const { watch, setValue } = useFormContext<ProvisionInput>();
  const others = isForTable ? [] : (image?.others ?? []);
  const lacking = others.find(({ id }) => id === watch('hostId'));
  const help =
    lacking === undefined
      ? undefined
      : `${lacking.name} lacks the image. Its ${formatBytes(image?.sizeBytes ?? 0)} are copied there first.`;
  return (
    <Field id="host" label="Host" help={help}>
      <Select
        id="host"
        {...describedBy('host')}
        value={watch('hostId') ?? ''}
        onChange={({ target }) => {
          setValue('hostId', target.value || null);
          setValue(
            'copyImage',
            others.some(({ id }) => id === target.value),
          );
        }}
      >
        <option value="">The one with most room</option>
        {image?.hosts.map(hostOption)}
        {others.length > 0 && (
          <optgroup label="The image is copied there first">{others.map(hostOption)}</optgroup>
        )}
      </Select>
    </Field>
  );
}

const hostOption = ({ id, name, state, isDraining }: HostView) => (
  <option key={id} value={id} disabled={isDraining}>
    {name}
    {isDraining ? ' (draining)' : state === 'online' ? '' : ` (${state}: the job waits)`}
  </option>
);

type NetworkFieldProps = { readonly image: ImageChoice | undefined; readonly isForTable: boolean };

function NetworkField({ image, isForTable }: NetworkFieldProps) {
  const { watch, setValue } = useFormContext<ProvisionInput>();
  const hasOwn = !isForTable && (watch('adapters')?.length ?? 0) > 0;
  const hasSwitches = isOffered('adapters', { image, hostId: watch('hostId') });
  const onChange = (chosen: string): void => {
    setValue('network', chosen === 'none' ? 'none' : 'user');
    setValue('adapters', chosen === 'adapters' ? [{ addressing: { mode: 'dhcp' } }] : []);
  };
  return (
    <Field id="network" label="Network" help="Without one, the VM is still reachable over its channel.">
      <Select
        id="network"
        {...describedBy('network')}
        value={hasOwn ? 'adapters' : (watch('network') ?? 'none')}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="none">None</option>
        <option value="user">
          {hasSwitches ? 'One adapter, on the switch for VMs' : 'User-mode, outgoing only'}
        </option>
        {((hasSwitches && !isForTable) || hasOwn) && <option value="adapters">Adapters of its own…</option>}
      </Select>
    </Field>
  );
}
