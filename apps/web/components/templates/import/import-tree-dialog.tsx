'use client';
import { readVmgenieTree, type TreeReading } from '@busbar/seed/import/read-vmgenie-tree';
import { useMutation } from '@tanstack/react-query';
import { type ComponentProps, type FormEvent, useState } from 'react';
import { plural } from '@/client/format.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import type { StoredTemplate } from '../template-draft.ts';
import { compareWithStored } from './compare-with-stored.ts';
import { readFolder } from './read-folder.ts';
import { SkippedFiles } from './skipped-files.tsx';
import { TreeTemplateRow } from './tree-template-row.tsx';
import { useSaveTree } from './use-save-tree.ts';

/** Has the browser offer folders; React does not know it by name. */
const ofFolders = { webkitdirectory: '' } as ComponentProps<'input'>;

type ImportTreeDialogProps = { readonly stored: readonly StoredTemplate[]; readonly onClose: () => void };

/** Templates from vmgenie's `etc/cloud`, as it lies on somebody's disk. Nothing but its documents is read. */
export function ImportTreeDialog({ stored, onClose }: ImportTreeDialogProps) {
  const [dropped, setDropped] = useState<ReadonlySet<string>>(new Set());
  const reading = useMutation<TreeReading, Error, readonly File[]>({
    mutationFn: async (files) => readVmgenieTree(await readFolder(files)),
    meta: { showsOwnError: true },
  });
  const saving = useSaveTree(onClose);
  const found = compareWithStored(reading.data?.templates ?? [], stored);
  const chosen = found.filter(({ read, isSame }) => !isSame && !dropped.has(read.slug));
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (chosen.length > 0) saving.mutate(chosen);
  };
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title="Import templates of vmgenie"
      description="Choose the folder etc/cloud of a vmgenie installation. Each version of a system becomes a template, with what it asks for; importing it again later makes new versions of what has changed."
    >
      <form aria-label="Import templates" className="flex flex-col gap-3" onSubmit={onSubmit}>
        <input
          {...ofFolders}
          type="file"
          multiple
          aria-label="Folder etc/cloud"
          className="text-sm file:mr-3 file:h-control file:rounded-md file:border file:border-line file:bg-surface file:px-3 file:text-ink"
          onChange={({ target }) => {
            setDropped(new Set());
            saving.reset();
            reading.mutate([...(target.files ?? [])]);
          }}
        />
        {reading.error && <ErrorPanel title="The folder could not be read" error={reading.error} />}
        {reading.data && found.length === 0 && (
          <p role="status" className="rounded-md bg-warn-wash px-3 py-2 text-warn">
            This folder holds no templates of vmgenie. They lie in it as Ubuntu/24.04/seed-data/user-data.
          </p>
        )}
        {found.length > 0 && (
          <ul aria-label="Templates in this folder" className="border-t border-line">
            {found.map((template) => (
              <TreeTemplateRow
                key={template.read.slug}
                template={template}
                isChosen={chosen.includes(template)}
                onChange={(isWanted) => setDropped(toggled(dropped, template.read.slug, !isWanted))}
              />
            ))}
          </ul>
        )}
        <SkippedFiles skipped={reading.data?.skipped ?? []} />
        {saving.error && <ErrorPanel title="Not all templates were imported" error={saving.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            isBusy={saving.isPending}
            refusal={refusalOf(found.length, chosen.length)}
          >
            Import {plural(chosen.length, 'template')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function toggled(set: ReadonlySet<string>, member: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(set);
  if (isIn) next.add(member);
  else next.delete(member);
  return next;
}

function refusalOf(found: number, chosen: number): string | null {
  if (chosen > 0) return null;
  return found === 0 ? 'Choose a folder with templates first.' : 'None is chosen that has changed.';
}
