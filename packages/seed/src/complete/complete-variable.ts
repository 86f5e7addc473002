import type { builtInVariables, TemplateVariable } from '@busbar/shared/domain/template';
import type { Completions } from './completion.ts';

const builtIns: readonly {
  readonly name: (typeof builtInVariables)[number];
  readonly type: 'text' | 'number';
  readonly meaning: string;
}[] = [
  { name: 'VM_ID', type: 'text', meaning: "The VM's id, a UUID." },
  { name: 'VM_NAME', type: 'text', meaning: "The VM's name." },
  { name: 'HOSTNAME', type: 'text', meaning: "The VM's name, for its host name." },
  { name: 'INSTANCE', type: 'text', meaning: "The VM's name, as vmgenie's templates call it." },
  { name: 'CPU_COUNT', type: 'number', meaning: 'How many CPUs the VM has.' },
  { name: 'MEMORY_MB', type: 'number', meaning: 'How many MiB of memory the VM has.' },
];

type Declared = Pick<TemplateVariable, 'name' | 'label' | 'type'>;

/** After `{{` that is not yet closed: the template's own variables, then Busbar's. */
export function completeVariable(
  text: string,
  offset: number,
  declared: readonly Declared[],
): Completions | null {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const opened = /(?<!\{)\{\{([ \t]*)([A-Za-z0-9_]*)$/.exec(before);
  if (opened === null) return null;
  const [, space = '', word = ''] = opened;
  const closed = /^([A-Za-z0-9_]*)[ \t]*\}\}/.exec(text.slice(offset, offset + 200));
  const own = declared.map(({ name, type, label }) => ({ name, type, meaning: label }));
  const names = new Set(own.map(({ name }) => name));
  const known = [...own, ...builtIns.filter(({ name }) => !names.has(name))];
  return {
    kind: 'variable',
    word,
    from: offset - word.length,
    to: offset + (closed?.[1]?.length ?? 0),
    options: known.map(({ name, type, meaning }) => ({
      label: name,
      type,
      meaning,
      insert: closed === null ? `${space === '' ? ' ' : ''}${name} }}` : name,
      isRequired: false,
      hasMore: false,
    })),
  };
}
