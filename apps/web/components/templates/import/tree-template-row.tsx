import { Checkbox } from '@/components/ui/checkbox.tsx';
import { Tag } from '@/components/ui/tag.tsx';
import type { ComparedTemplate } from './compare-with-stored.ts';

type TreeTemplateRowProps = {
  readonly template: ComparedTemplate;
  readonly isChosen: boolean;
  readonly onChange: (isChosen: boolean) => void;
};

/** One template of the folder, and what importing it would do. */
export function TreeTemplateRow({ template, isChosen, onChange }: TreeTemplateRowProps) {
  const { read, stored, isSame } = template;
  const asked = read.variables.map(({ label }) => label);
  return (
    <li className="flex flex-wrap items-center gap-x-3 border-b border-line py-1">
      <Checkbox
        label={read.title}
        checked={isChosen}
        disabled={isSame}
        onChange={({ target }) => onChange(target.checked)}
      />
      <Tag>{effectOf(stored?.version ?? null, isSame)}</Tag>
      <span className="basis-full pl-6 text-xs text-ink-3">
        {asked.length === 0 ? 'Asks for nothing' : `Asks for ${asked.join(', ')}`}
      </span>
    </li>
  );
}

function effectOf(version: number | null, isSame: boolean): string {
  if (version === null) return 'new';
  return isSame ? 'unchanged' : `becomes version ${version + 1}`;
}
