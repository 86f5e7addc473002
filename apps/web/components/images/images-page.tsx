'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { formatBytes } from '@/client/format.ts';
import { useTRPC } from '@/client/trpc.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { ShortId } from '@/components/state/short-id.tsx';
import { Facts } from '@/components/ui/facts.tsx';
import { Panel } from '@/components/ui/panel.tsx';

/** Base disks, and which hosts have them. */
export function ImagesPage() {
  const trpc = useTRPC();
  const images = useQuery(trpc.image.list.queryOptions());
  return (
    <>
      <PageHeader title="Images" />
      <QueryView query={images} failure="The images could not be loaded">
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="There are no images yet">
              A host tells which images it has when it calls.
            </EmptyState>
          ) : (
            <div className="grid gap-4 px-4 pb-6 md:grid-cols-2">
              {items.map((image) => (
                <Panel key={`${image.driver}/${image.name}`} title={image.title}>
                  <Facts
                    facts={[
                      { label: 'Name', value: <span className="font-mono text-xs">{image.name}</span> },
                      { label: 'Driver', value: image.driver },
                      { label: 'System', value: image.os },
                      { label: 'Size', value: image.sizeBytes > 0 ? formatBytes(image.sizeBytes) : null },
                      {
                        label: 'Cloud-init',
                        value: image.hasCloudInit ? 'inside' : 'simulated by the sandbox’s applier',
                      },
                      {
                        label: 'SHA-256',
                        value: image.sha256 && <ShortId id={image.sha256} label="Copy the checksum" />,
                      },
                      {
                        label: 'On',
                        value: image.hosts.map((host) => (
                          <Link key={host.id} href={`/hosts/${host.id}`} className="mr-3 hover:underline">
                            {host.name}
                            {host.state === 'online' ? '' : ` (${host.state})`}
                          </Link>
                        )),
                      },
                      { label: 'Notes', value: image.notes },
                    ]}
                  />
                </Panel>
              ))}
            </div>
          )
        }
      </QueryView>
    </>
  );
}
