import type { ApiInputs, ApiOutputs } from '@/client/trpc.ts';

/** A template as the editor holds it, until it is saved as a new version. */
export type TemplateDraft = Omit<ApiInputs['template']['save'], 'templateId' | 'slug'> & {
  readonly templateId: string | null;
};
export type StoredTemplate = ApiOutputs['template']['get']['template'];

export const newDraft: TemplateDraft = {
  templateId: null,
  title: '',
  description: '',
  documents: {
    metaData: 'instance-id: {{ INSTANCE }}\nlocal-hostname: {{ HOSTNAME }}\n',
    userData: '#cloud-config\n',
  },
  variables: [],
  defaults: { cpuCount: 1, memoryMb: 512, diskGb: 8 },
};

/** A built-in template is not changed: saving makes a copy. */
export const draftOf = (template: StoredTemplate): TemplateDraft => ({
  templateId: template.isBuiltIn ? null : template.id,
  title: template.isBuiltIn ? `${template.title} (copy)` : template.title,
  description: template.description,
  documents: template.documents,
  variables: template.variables,
  defaults: template.defaults,
});

export const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
