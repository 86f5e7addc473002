'use client';
import type { VmMedia } from '@busbar/shared/protocol/asked-of-host';
import type { VmView } from '@busbar/shared/realtime/views';
import { formatBytes } from '@/client/format.ts';
import { Button } from '@/components/ui/button.tsx';
import { CopyLine } from '@/components/ui/copy-line.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';

type AttachDialogProps = {
  readonly vm: VmView;
  readonly told: VmMedia;
  readonly isBusy: boolean;
  readonly onClose: () => void;
  readonly onAttach: (iso: string) => void;
};

/** Chooses among the ISO files that the VM's host has, or says where to put them. */
export function AttachDialog({ vm, told, isBusy, onClose, onAttach }: AttachDialogProps) {
  const { media, isos, isosFolder } = told;
  const current = media.find(({ role }) => role === 'iso')?.name;
  const isOff = vm.state === 'stopped' || vm.state === 'failed';
  const seen = isOff ? 'The guest sees it when it is started.' : 'The guest sees it at once.';
  const verb = current === undefined ? 'Attach' : 'Swap';
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={current === undefined ? `Attach an ISO to ${vm.name}` : `Swap the ISO of ${vm.name}`}
      {...(isos.length === 0 ? {} : { description: `${seen} The VM goes on booting from its disk.` })}
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          onAttach(String(new FormData(event.currentTarget).get('iso')));
        }}
      >
        {isos.length > 0 && (
          <Field
            id="iso"
            label="ISO"
            help={
              current !== undefined &&
              `“${current}” is taken out; a guest that has it mounted gets read errors.`
            }
          >
            <Select id="iso" name="iso" required defaultValue="" {...describedBy('iso')}>
              <option value="" disabled>
                Choose one
              </option>
              {isos.map(({ name, sizeBytes }) => (
                <option key={name} value={name} disabled={name === current}>
                  {name} ({name === current ? 'in the drive' : formatBytes(sizeBytes)})
                </option>
              ))}
            </Select>
          </Field>
        )}
        <div className="flex flex-col gap-1">
          <p className={isos.length === 0 ? 'mb-2 text-ink-2' : 'text-xs text-ink-3'}>
            {isos.length === 0
              ? `There are no ISO files on ${vm.hostName} yet. Put them, or links to them, into this folder of that host; they are shown here as soon as they are there.`
              : `Others go into this folder of ${vm.hostName}:`}
          </p>
          <CopyLine text={isosFolder} label="Copy the path of the folder" />
        </div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            isBusy={isBusy}
            refusal={isos.length === 0 ? 'There is nothing to choose from.' : null}
          >
            {verb}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
