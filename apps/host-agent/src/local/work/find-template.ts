import { AppError } from '@busbar/shared/errors/app-error';
import type { LocalTemplate } from '../templates/local-template.ts';

/** By its name (`ubuntu-24.04`) or title (`Ubuntu 24.04`), in any case. Pure. @throws `not-found` that lists all. */
export function findTemplate(templates: readonly LocalTemplate[], wanted: string): LocalTemplate {
  const name = wanted.trim().toLowerCase();
  const found = templates.find(({ slug, title }) => slug === name || title.toLowerCase() === name);
  if (found !== undefined) return found;
  const names = templates.map(({ slug }) => slug).join(', ');
  throw new AppError('not-found', `There is no template named ${wanted} (there are: ${names}).`);
}

/** The systems that there are templates for, each with its versions, in the order of their names. Pure. */
export function systemsOf(templates: readonly LocalTemplate[]): ReadonlyMap<string, readonly string[]> {
  const systems = new Map<string, string[]>();
  for (const { system } of templates) {
    if (system === undefined) continue;
    const versions = systems.get(system.name) ?? [];
    if (!versions.includes(system.version)) systems.set(system.name, [...versions, system.version]);
  }
  const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  return new Map(
    [...systems]
      .toSorted(([one], [other]) => compare(one, other))
      .map(([name, versions]) => [name, versions.toSorted(compare)]),
  );
}

/** @throws `not-found` */
export function versionsOf(templates: readonly LocalTemplate[], wanted: string) {
  const systems = systemsOf(templates);
  const name = [...systems.keys()].find((system) => system.toLowerCase() === wanted.trim().toLowerCase());
  if (name !== undefined) return { name, versions: systems.get(name) ?? [] };
  throw new AppError(
    'not-found',
    `There is no operating system named ${wanted} (there are: ${[...systems.keys()].join(', ')}).`,
  );
}
