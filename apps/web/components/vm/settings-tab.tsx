'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { notify } from '@/client/notify.ts';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { DisksPanel } from '@/components/disks/disks-panel.tsx';
import { SkeletonRows } from '@/components/feedback/skeleton-rows.tsx';
import { HardwarePanel } from '@/components/hardware/hardware-panel.tsx';
import { MeteringPanel } from '@/components/hardware/metering-panel.tsx';
import { MediaPanel } from '@/components/media/media-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { DeleteVmDialog } from './delete-vm-dialog.tsx';

const parseTags = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];

export function SettingsTab({ vm }: { readonly vm: VmView }) {
  const trpc = useTRPC();
  const [text, setText] = useState(vm.tags.join(', '));
  const [isDeleting, setDeleting] = useState(false);
  const host = useQuery(trpc.host.get.queryOptions({ hostId: vm.hostId }));
  const driver = host.data?.host.drivers.find(({ name }) => name === vm.driver);
  const refusal = useRefusal('vm.provision');
  const deleteRefusal = useRefusal('vm.delete');
  const save = useMutation(trpc.vm.setTags.mutationOptions({ onSuccess: () => notify('Tags saved') }));
  return (
    <div className="flex max-w-xl flex-col gap-4 overflow-y-auto p-4">
      <Panel title="Tags">
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate({ vmId: vm.id, tags: parseTags(text) });
          }}
        >
          <Field id="tags" label="Tags" help="Separated by commas or spaces; at most 16.">
            <Input id="tags" value={text} onChange={(event) => setText(event.target.value)} />
          </Field>
          <div>
            <Button type="submit" look="primary" refusal={refusal} isBusy={save.isPending}>
              Save tags
            </Button>
          </div>
        </form>
      </Panel>
      {/* What comes below it waits for it too, so that nothing jumps. */}
      {host.isPending ? (
        <SkeletonRows count={4} label="Loading what the host can do" />
      ) : (
        <>
          {driver?.abilities.includes('adapters') && <HardwarePanel vm={vm} />}
          {driver?.abilities.includes('disks') && <DisksPanel vm={vm} />}
          {driver?.abilities.includes('media') && <MediaPanel vm={vm} />}
          {driver?.abilities.includes('metering') && <MeteringPanel vm={vm} />}
          <Panel title="Delete">
            <p className="mb-3 text-ink-2">
              Removes {vm.name} from {vm.hostName} with all its disks. This cannot be undone.
            </p>
            <Button look="danger" refusal={deleteRefusal} onClick={() => setDeleting(true)}>
              Delete {vm.name}…
            </Button>
          </Panel>
        </>
      )}
      {isDeleting && <DeleteVmDialog vm={vm} onClose={() => setDeleting(false)} />}
    </div>
  );
}
