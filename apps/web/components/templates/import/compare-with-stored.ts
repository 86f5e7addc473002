import type { TreeTemplate } from '@busbar/seed/import/read-vmgenie-tree';
import type { StoredTemplate } from '../template-draft.ts';

export type ComparedTemplate = {
  readonly read: TreeTemplate;
  /** What an earlier import of the same folder has made. */
  readonly stored: Pick<StoredTemplate, 'id' | 'version' | 'defaults'> | null;
  /** Whether there is nothing to import. */
  readonly isSame: boolean;
};

type Stored = Pick<StoredTemplate, 'id' | 'slug' | 'version' | 'documents' | 'variables' | 'defaults'>;

/** What an import would do to the templates that are there. */
export function compareWithStored(
  read: readonly TreeTemplate[],
  stored: readonly Stored[],
): ComparedTemplate[] {
  return read.map((template) => {
    const found = stored.find(({ slug }) => slug === template.slug) ?? null;
    return { read: template, stored: found, isSame: found !== null && isSame(template, found) };
  });
}

/** What is asked for may have been improved by hand, so the documents alone count. */
function isSame({ documents: read }: TreeTemplate, { documents: stored }: Stored): boolean {
  const names = ['metaData', 'userData', 'networkConfig', 'vendorData'] as const;
  return names.every((name) => read[name] === stored[name]);
}
