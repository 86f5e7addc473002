import type { BuiltInTemplate } from '@busbar/seed/templates/built-in-template';
import { vmgenieCatalogue } from '@busbar/seed/templates/vmgenie-catalogue';

/** A template that this host can make VMs from: one that comes with the product, or one of its folder. */
export type LocalTemplate = BuiltInTemplate & {
  /** The system that it is for; absent for a template that is for any. */
  readonly system?: { readonly name: string; readonly version: string };
};

/** Titles of the catalogue are a name and a version. Pure. */
export function withSystem(template: BuiltInTemplate): LocalTemplate {
  if (!vmgenieCatalogue.some(({ slug }) => slug === template.slug)) return template;
  const [name = '', version = ''] = template.title.split(' ');
  return { ...template, system: { name, version } };
}
