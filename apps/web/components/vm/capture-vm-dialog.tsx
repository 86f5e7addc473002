'use client';
import type { VmCaptureInput } from '@busbar/shared/jobs/vm-capture';
import type { DriverFacts } from '@busbar/shared/protocol/host-facts';
import type { VmView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { DescriptionFields } from '@/components/images/description-fields.tsx';
import { readDescription } from '@/components/images/import-values.ts';
import { Choice } from '@/components/ui/choice.tsx';
import { CopyVmDialog } from './copy-vm-dialog.tsx';

type Identity = VmCaptureInput['identity'];

/** An image from this VM's disk; says first what becomes of its identity, there and here. */
export function CaptureVmDialog({ vm, onClose }: { readonly vm: VmView; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const capturing = useMutation({
    ...trpc.vm.capture.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
    meta: { showsOwnError: true },
  });
  const [identity, setIdentity] = useState<Identity>('cleaned');
  const capture = (form: FormData): void => {
    const { hasCloudInit: _hasCloudInit, ...description } = readDescription(form);
    capturing.mutate({ vmId: vm.id, identity, ...description });
  };
  return (
    <CopyVmDialog
      vm={vm}
      onClose={onClose}
      isWide
      title={`Make an image of ${vm.name}`}
      description={`From the disk that ${vm.name} boots from, without further ones, on ${vm.hostName}. Accounts, passwords, authorised keys and files come along into everything that is made of it.`}
      verb="Make the image"
      failure="No image was made"
      making={capturing}
      lackOf={(driver) => lackOf(identity, vm, driver)}
      onSubmit={capture}
    >
      {() => (
        <>
          <fieldset className="flex flex-col gap-2">
            <legend className="sr-only">What becomes of its identity</legend>
            <Choice
              name="identity"
              checked={identity === 'cleaned'}
              onChange={() => setIdentity('cleaned')}
              label="Clean the VM first"
              help={`For new machines. cloud-init clean makes ${vm.name} forget its instance and the seed that was kept in it; its host keys and machine id are removed, and it is shut down. It does not become itself again: at its next boot it is a new machine.`}
            />
            <Choice
              name="identity"
              checked={identity === 'kept'}
              onChange={() => setIdentity('kept')}
              label="Keep its identity"
              help={`${vm.name} stays as it is. Whatever is made of the image is ${vm.name} again, with its host name, host keys and machine id, and takes no seed.`}
            />
          </fieldset>
          {/* Secure Boot is as its VM's is: the same loader is on the disk. */}
          <DescriptionFields hasSecureBoot={false} asksForCloudInit={false} />
        </>
      )}
    </CopyVmDialog>
  );
}

function lackOf(identity: Identity, vm: VmView, facts: DriverFacts | undefined): string | null {
  const { name, state, channel, driver, hostName, guest } = vm;
  const abilities = facts?.abilities ?? [];
  if (!abilities.includes('images') || !abilities.includes('exporting'))
    return `The ${driver} driver of ${hostName} makes no images of VMs.`;
  if (identity === 'cleaned' && guest?.os.id === 'windows')
    return `Windows in ${name} is not cleaned from here: run sysprep in it, which shuts it down, then import its disk as an image.`;
  if (identity === 'cleaned')
    return state === 'running' && channel === 'up'
      ? null
      : `${name} is cleaned from inside: it must run, with its channel up. Start it first.`;
  if (state === 'stopped' || state === 'failed') return null;
  if (state === 'running' && abilities.includes('live-exporting')) return null;
  return `${name} is ${state}. The ${driver} driver copies VMs that are off, so that what is copied fits together: shut it down first.`;
}
