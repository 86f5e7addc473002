'use client';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useRefusal } from '@/client/use-session.tsx';
import { useUrlState } from '@/client/use-url-state.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { CopyDialog } from './copy-dialog.tsx';
import { ImagePanel } from './image-panel.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { type ImageAt, useImageJobs } from './use-image-jobs.ts';
import { type ImageItem, useImages } from './use-images.ts';

/** Base disks, which hosts have them and in what state; more are imported here. */
export function ImagesPage() {
  const images = useImages();
  const jobs = useImageJobs();
  const refusal = useRefusal('image.write');
  const url = useUrlState();
  const [copied, setCopied] = useState<ImageItem | null>(null);
  const [removed, setRemoved] = useState<ImageAt | null>(null);
  const importButton = (
    <Button
      look="primary"
      icon={<Download aria-hidden className="size-4" />}
      refusal={refusal}
      onClick={() => url.set({ import: '1' })}
    >
      Import an image
    </Button>
  );
  return (
    <>
      <PageHeader title="Images" actions={importButton} />
      <QueryView query={images} failure="The images could not be loaded">
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="There are no images yet" action={importButton}>
              A host tells which images it has when it calls; others are imported from a URL, or from a file
              that lies on the host.
            </EmptyState>
          ) : (
            <ul aria-label="Images" className="grid items-start gap-4 px-4 pb-6 xl:grid-cols-2">
              {items.map((image) => (
                <li key={`${image.driver}/${image.name}`} className="min-w-0">
                  <ImagePanel
                    image={image}
                    refusal={refusal}
                    onVerify={({ host }) =>
                      jobs.verify.mutate({ hostId: host.id, driver: image.driver, image: image.name })
                    }
                    onRemove={setRemoved}
                    onCopy={() => setCopied(image)}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      {url.get('import') === '1' && refusal === null && (
        <ImportDialog onClose={() => url.set({ import: null })} />
      )}
      {copied !== null && <CopyDialog image={copied} onClose={() => setCopied(null)} />}
      {removed !== null && (
        <ConfirmDialog
          isOpen
          onClose={() => setRemoved(null)}
          title={`Remove ${removed.image.name} from ${removed.host.name}?`}
          verb={`Remove ${removed.image.name}`}
          isBusy={jobs.remove.isPending}
          onConfirm={() => {
            const { image, host } = removed;
            jobs.remove.mutate(
              { hostId: host.id, driver: image.driver, image: image.name },
              { onSettled: () => setRemoved(null) },
            );
          }}
        >
          Its disk on {removed.host.name} is deleted for good. It is refused while disks of VMs stand on it;
          images on other hosts stay.
        </ConfirmDialog>
      )}
    </>
  );
}
