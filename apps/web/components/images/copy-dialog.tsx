'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { formatBytes } from '@/client/format.ts';
import { useTRPC } from '@/client/trpc.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { copyPlaces } from './copy-places.ts';
import type { ImportPlace } from './import-values.ts';
import { PlaceField } from './place-field.tsx';
import type { ImageItem } from './use-images.ts';

type CopyDialogProps = { readonly image: ImageItem; readonly onClose: () => void };

/** To which host an image is copied; the control plane chooses from which. */
export function CopyDialog({ image, onClose }: CopyDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const hosts = useQuery(trpc.host.list.queryOptions());
  const [chosen, setChosen] = useState<ImportPlace | null>(null);
  const copying = useMutation({
    ...trpc.image.replicate.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
    meta: { showsOwnError: true },
  });
  const places = copyPlaces(image, hosts.data?.items ?? []);
  const place = chosen ?? places[0];
  const send = (): void => {
    if (place === undefined) return;
    const to = { hostId: place.host.id, driver: place.driver, image: image.name };
    copying.mutate({ ...to, sourceDriver: image.driver });
  };
  const none = 'Every other host that takes images has it already.';
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Copy ${image.name} to another host`}
      description={`Its ${formatBytes(image.sizeBytes)} go by way of the control plane, which keeps nothing of them. The host that has the image verifies it first; what arrives is compared with its checksum.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            isBusy={copying.isPending}
            refusal={place === undefined ? none : null}
            onClick={send}
          >
            Copy the image
          </Button>
        </>
      }
    >
      {hosts.error !== null && <ErrorPanel title="The hosts could not be read" error={hosts.error} />}
      {hosts.isPending && <div role="status" aria-label="Loading the hosts" className="skeleton h-14" />}
      {hosts.data !== undefined && place === undefined && <p className="text-ink-2">{none}</p>}
      {place !== undefined && <PlaceField places={places} place={place} onChange={setChosen} />}
      {place !== undefined && place.driver !== image.driver && (
        <p className="mt-2 text-xs text-ink-2">
          The disk is converted there for {place.driver}; the copy has a checksum of its own.
        </p>
      )}
      {copying.error && <ErrorPanel title="Nothing was copied" error={copying.error} />}
    </Dialog>
  );
}
