/** What vmgenie fills into its templates, as variables of ours; those that Busbar fills itself are not among them. */
import type { TemplateVariable } from '@busbar/shared/domain/template';
import { layout, locale, privkey, timezone, username, variable } from '../templates/variables.ts';

const notAsked = 'vmgenie fills it in; for Busbar it is only text.';

/** Null for a name that vmgenie does not know. */
export function vmgenieVariable(name: string, system: string, version: string): TemplateVariable | null {
  const known: Readonly<Record<string, TemplateVariable>> = {
    USERNAME: username,
    PRIVKEY: privkey,
    TIMEZONE: timezone,
    LOCALE: locale,
    LAYOUT: layout,
    OPERATING_SYSTEM: variable('OPERATING_SYSTEM', 'System', { defaultValue: system }),
    OS_VERSION: variable('OS_VERSION', 'Version of the system', { defaultValue: version }),
    BASE_VM: variable('BASE_VM', 'Base VM', { help: notAsked, required: false }),
    VM_SWITCH: variable('VM_SWITCH', 'Switch', { help: notAsked, required: false }),
    MERGE_AVHDX: variable('MERGE_AVHDX', 'Disk merged', { type: 'boolean', defaultValue: 'false' }),
  };
  return Object.hasOwn(known, name) ? (known[name] ?? null) : null;
}
