'use client';
import { useFormContext } from 'react-hook-form';
import type { FormParts } from '../form-parts.ts';
import type { ProvisionInput } from '../provision-values.ts';
import { AdaptersPanel } from './adapters-panel.tsx';
import { AdvancedPanel } from './advanced-panel.tsx';

/** What a VM may have beside its size; nothing of it where no host can give it. */
export function HardwareFields({ images, template }: Pick<FormParts, 'images' | 'template'>) {
  const { watch } = useFormContext<ProvisionInput>();
  const image = images.find(({ key }) => key === `${watch('driver')}/${watch('image')}`);
  const hasOwn = (watch('adapters')?.length ?? 0) > 0;
  return (
    <>
      {hasOwn && <AdaptersPanel image={image} template={template} />}
      <AdvancedPanel image={image} />
    </>
  );
}
