/** Says of an object what a projection of the catalogue asks for, in the form that it demands. */
import { type ProjectionName, type PropertyForm, projections } from '../../catalogue/projections.ts';
import type { SimulatedHost } from '../daemon/simulated-host.ts';
import type { HypervObject } from './hyperv-object.ts';
import { propertiesOf } from './properties.ts';

export function project(
  object: HypervObject,
  name: ProjectionName,
  host: SimulatedHost,
): Record<string, unknown> {
  const properties = propertiesOf(object, host);
  return Object.fromEntries(
    Object.entries<PropertyForm>(projections[name]).map(([property, form]) => [
      form === 'seconds' ? `${property}Seconds` : property,
      write(properties[property], form, host),
    ]),
  );
}

function write(value: unknown, form: PropertyForm, host: SimulatedHost): unknown {
  if (value === undefined || value === null) return null;
  if (form === 'time') return new Date(value as number).toISOString();
  if (form.startsWith('list:')) {
    const name = form.slice(5) as ProjectionName;
    return (value as readonly HypervObject[]).map((each) => project(each, name, host));
  }
  if (form.startsWith('object:'))
    return project(value as HypervObject, form.slice(7) as ProjectionName, host);
  return value;
}
