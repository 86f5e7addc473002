/** A template as named texts that can be compared line by line. Pure. */
import { documentNames, documentTitles } from '@/components/provision/finding.ts';
import type { StoredTemplate } from '../template-draft.ts';

export type TemplatePart = { readonly title: string; readonly text: string };
type Content = Pick<StoredTemplate, 'title' | 'description' | 'documents' | 'variables' | 'defaults'>;

/** Always the same parts in the same order; one that a version lacks is empty. */
export function templateParts(template: Content): readonly TemplatePart[] {
  return [
    ...documentNames.map((name) => ({
      title: documentTitles[name],
      text: template.documents[name] ?? '',
    })),
    { title: 'variables', text: template.variables.map(describeVariable).join('\n') },
    { title: 'settings', text: describeSettings(template) },
  ];
}

const line = (name: string, value: string): string => `${name}: ${value.replaceAll('\n', '\n    ')}\n`;

function describeVariable(variable: Content['variables'][number]): string {
  const { name, label, help, type, choices, defaultValue, required } = variable;
  return [
    `${name}\n`,
    line('  label', label),
    line('  type', `${type}, ${required ? 'required' : 'optional'}`),
    help === '' ? '' : line('  help', help),
    choices.length === 0 ? '' : line('  choices', choices.join(', ')),
    defaultValue === '' ? '' : line('  default', defaultValue),
  ].join('');
}

function describeSettings({ title, description, defaults }: Content): string {
  return [
    line('title', title),
    line('description', description),
    line('CPUs', String(defaults.cpuCount)),
    line('memory', `${defaults.memoryMb} MiB`),
    line('disk', `${defaults.diskGb} GiB`),
  ].join('');
}
