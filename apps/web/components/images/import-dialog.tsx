'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { DescriptionFields } from './description-fields.tsx';
import { type ImportPlace, importPlaces, readImport } from './import-values.ts';
import { PlaceField } from './place-field.tsx';
import { SourceFields, type SourceKind } from './source-fields.tsx';

const formId = 'import-image';

/** From where, to which host, and what the image is. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const hosts = useQuery(trpc.host.list.queryOptions());
  const importing = useMutation({
    ...trpc.image.import.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
    meta: { showsOwnError: true },
  });
  const places = importPlaces(hosts.data?.items ?? []);
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title="Import an image"
      description="The host fetches the disk itself, checks it, and converts it to what its hypervisor takes."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={formId}
            look="primary"
            isBusy={importing.isPending}
            refusal={places.length === 0 ? 'There is no host to import it to.' : null}
          >
            Import
          </Button>
        </>
      }
    >
      {hosts.error !== null && <ErrorPanel title="The hosts could not be read" error={hosts.error} />}
      {hosts.isPending && <div role="status" aria-label="Loading the hosts" className="skeleton h-80" />}
      {hosts.data !== undefined && (
        <ImportForm places={places} onSubmit={(input) => importing.mutate(input)}>
          {importing.error && <ErrorPanel title="Nothing was imported" error={importing.error} />}
        </ImportForm>
      )}
    </Dialog>
  );
}

type ImportFormProps = {
  readonly places: readonly ImportPlace[];
  readonly onSubmit: (input: ReturnType<typeof readImport>) => void;
  readonly children: ReactNode;
};

function ImportForm({ places, onSubmit, children }: ImportFormProps) {
  const [chosen, setChosen] = useState<ImportPlace | null>(null);
  const [kind, setKind] = useState<SourceKind>('url');
  const place = chosen ?? places[0];
  if (place === undefined)
    return (
      <p className="text-ink-2">
        No host can take images: one with QEMU or Hyper-V can. What a host lacks is said on its page.
      </p>
    );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onSubmit(readImport(new FormData(event.currentTarget), place, kind));
  };
  return (
    <form id={formId} aria-label="Import an image" className="flex flex-col gap-3" onSubmit={submit}>
      <PlaceField places={places} place={place} onChange={setChosen} />
      <SourceFields host={place.host} kind={kind} onKind={setKind} />
      <DescriptionFields hasSecureBoot={place.hasSecureBoot} />
      {children}
    </form>
  );
}
