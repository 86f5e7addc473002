'use client';
import { useFormContext } from 'react-hook-form';
import type { ApiOutputs } from '@/client/trpc.ts';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { ImageChoice } from './image-choices.ts';
import type { ProvisionInput } from './provision-values.ts';

type Template = ApiOutputs['template']['list']['items'][number];
type BasicsFieldsProps = {
  readonly images: readonly ImageChoice[];
  readonly templates: readonly Template[];
  readonly onTemplate: (template: Template) => void;
};

/** What to make it from, where, its name and its size. */
export function BasicsFields({ images, templates, onTemplate }: BasicsFieldsProps) {
  const { register, watch, setValue, formState } = useFormContext<ProvisionInput>();
  const { errors } = formState;
  const image = images.find(({ key }) => key === `${watch('driver')}/${watch('image')}`);
  const template = templates.find(({ id }) => id === watch('templateId'));
  const number = { valueAsNumber: true };
  return (
    <>
      <Panel title="What and where">
        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-1 xl:grid-cols-2">
          <Field
            id="image"
            label="Image"
            error={errors.image?.message}
            help={
              image?.hasCloudInit === false
                ? 'Applied by the sandbox’s applier, not by cloud-init.'
                : undefined
            }
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
              }}
            >
              {images.map(({ key, title, driver }) => (
                <option key={key} value={key}>
                  {title} ({driver})
                </option>
              ))}
            </Select>
          </Field>
          <Field
            id="template"
            label="Template"
            error={errors.templateId?.message}
            help={template?.description}
          >
            <Select
              id="template"
              {...describedBy('template', errors.templateId?.message)}
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
          <Field id="host" label="Host">
            <Select
              id="host"
              value={watch('hostId') ?? ''}
              onChange={(event) => setValue('hostId', event.target.value || null)}
            >
              <option value="">The one with most room</option>
              {image?.hosts.map((host) => (
                <option key={host.id} value={host.id} disabled={host.isDraining}>
                  {host.name}
                  {host.isDraining
                    ? ' (draining)'
                    : host.state === 'online'
                      ? ''
                      : ` (${host.state}: the job waits)`}
                </option>
              ))}
            </Select>
          </Field>
          <Field id="network" label="Network" help="Without one, the VM is still reachable over its channel.">
            <Select id="network" {...describedBy('network')} {...register('network')}>
              <option value="none">None</option>
              <option value="user">User-mode, outgoing only</option>
            </Select>
          </Field>
        </div>
      </Panel>
      <Panel title="Name and size">
        <div className="grid grid-cols-3 gap-3">
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
                {...describedBy('tags', errors.tags?.message)}
                onChange={(event) => setValue('tags', event.target.value.split(/[\s,]+/).filter(Boolean))}
              />
            </Field>
          </div>
        </div>
      </Panel>
    </>
  );
}
