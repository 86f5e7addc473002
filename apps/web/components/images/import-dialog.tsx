'use client';
import type { HostView } from '@busbar/shared/realtime/views';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { DescriptionFields } from './description-fields.tsx';
import { type ImportPlace, importPlaces, readImport } from './import-values.ts';
import { PlaceField } from './place-field.tsx';
import { SourceFields, type SourceKind } from './source-fields.tsx';

/** From where, to which host, and what the image is. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC();
  const hosts = useQuery(trpc.host.list.queryOptions());
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Import an image"
      description="The host fetches the disk itself, checks it, and converts it to what its hypervisor takes."
    >
      {hosts.error !== null && <ErrorPanel title="The hosts could not be read" error={hosts.error} />}
      {hosts.data !== undefined && <ImportForm hosts={hosts.data.items} onClose={onClose} />}
      {hosts.isPending && <div role="status" aria-label="Loading the hosts" className="skeleton h-96" />}
    </Dialog>
  );
}

type ImportFormProps = { readonly hosts: readonly HostView[]; readonly onClose: () => void };

function ImportForm({ hosts, onClose }: ImportFormProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const places = importPlaces(hosts);
  const [chosen, setChosen] = useState<ImportPlace | null>(null);
  const [kind, setKind] = useState<SourceKind>('url');
  const place = chosen ?? places[0] ?? null;
  const importing = useMutation({
    ...trpc.image.import.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
    meta: { showsOwnError: true },
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (place !== null) importing.mutate(readImport(new FormData(event.currentTarget), place, kind));
  };
  if (place === null)
    return (
      <p className="text-ink-2">
        No host can take images: one with QEMU or Hyper-V can. What a host lacks is said on its page.
      </p>
    );
  return (
    <form aria-label="Import an image" className="flex flex-col gap-3" onSubmit={onSubmit}>
      <PlaceField places={places} place={place} onChange={setChosen} />
      <SourceFields host={place.host} kind={kind} onKind={setKind} />
      <DescriptionFields hasSecureBoot={place.hasSecureBoot} />
      {importing.error && <ErrorPanel title="Nothing was imported" error={importing.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" isBusy={importing.isPending}>
          Import
        </Button>
      </div>
    </form>
  );
}
