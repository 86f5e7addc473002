import type { BuiltInTemplate } from '@busbar/seed/templates/built-in-template';
import { vmgenieCatalogue } from '@busbar/seed/templates/vmgenie-catalogue';
import { AppError } from '@busbar/shared/errors/app-error';

/** By its name (`ubuntu-24.04`) or title (`Ubuntu 24.04`), in any case. Pure. @throws `not-found` that lists all. */
export function findTemplate(templates: readonly BuiltInTemplate[], wanted: string): BuiltInTemplate {
  const name = wanted.trim().toLowerCase();
  const found = templates.find(({ slug, title }) => slug === name || title.toLowerCase() === name);
  if (found !== undefined) return found;
  const names = templates.map(({ slug }) => slug).join(', ');
  throw new AppError('not-found', `There is no template named ${wanted} (there are: ${names}).`);
}

/** The systems of vmgenie's catalogue, each with its versions. Pure. */
export function systemsOf(): ReadonlyMap<string, readonly string[]> {
  const systems = new Map<string, string[]>();
  for (const template of vmgenieCatalogue) {
    const system = systemOf(template);
    if (system !== null) systems.set(system.name, [...(systems.get(system.name) ?? []), system.version]);
  }
  return systems;
}

/** Null for a template that is for any system. Titles of the catalogue are a name and a version. */
export function systemOf({
  title,
  slug,
}: BuiltInTemplate): { readonly name: string; readonly version: string } | null {
  if (!vmgenieCatalogue.some((template) => template.slug === slug)) return null;
  const [name = '', version = ''] = title.split(' ');
  return { name, version };
}

/** @throws `not-found` */
export function versionsOf(wanted: string) {
  const systems = systemsOf();
  const name = [...systems.keys()].find((system) => system.toLowerCase() === wanted.trim().toLowerCase());
  if (name !== undefined) return { name, versions: systems.get(name) ?? [] };
  throw new AppError(
    'not-found',
    `There is no operating system named ${wanted} (there are: ${[...systems.keys()].join(', ')}).`,
  );
}
