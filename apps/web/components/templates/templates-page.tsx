'use client';
import { useQuery } from '@tanstack/react-query';
import { FolderInput, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { ProvisionLink } from '@/components/provision/provision-link.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { Button, buttonClass } from '@/components/ui/button.tsx';
import { Tag } from '@/components/ui/tag.tsx';

const ImportTreeDialog = dynamic(
  () => import('./import/import-tree-dialog.tsx').then((module) => module.ImportTreeDialog),
  { ssr: false },
);

/** Cloud-init documents with variables, ready to provision from. */
export function TemplatesPage() {
  const trpc = useTRPC();
  const refusal = useRefusal('template.write');
  const templates = useQuery(trpc.template.list.queryOptions());
  const [isImporting, setImporting] = useState(false);
  const icon = <Plus aria-hidden className="size-4" />;
  return (
    <>
      <PageHeader
        title="Templates"
        actions={
          <>
            <Button
              icon={<FolderInput aria-hidden className="size-4" />}
              refusal={refusal}
              onClick={() => setImporting(true)}
            >
              Import
            </Button>
            {refusal === null ? (
              <Link href="/templates/new" className={buttonClass('primary')}>
                {icon} New template
              </Link>
            ) : (
              <Button look="primary" icon={icon} refusal={refusal}>
                New template
              </Button>
            )}
          </>
        }
      />
      <QueryView query={templates} failure="The templates could not be loaded">
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="There are no templates yet" />
          ) : (
            <ul className="border-t border-line">
              {items.map((template) => (
                <li
                  key={template.id}
                  className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2"
                >
                  <Link
                    href={`/templates/${template.id}`}
                    className="min-w-0 flex-1 basis-64 hover:underline"
                  >
                    <span className="font-medium">{template.title}</span>{' '}
                    {template.isBuiltIn && <Tag>built in</Tag>}
                    <span className="block text-ink-2">{template.description}</span>
                  </Link>
                  <span className="flex-1 text-xs text-ink-3 sm:flex-none">
                    version {template.version}, <RelativeTime at={template.updatedAt} />
                  </span>
                  <ProvisionLink look="default" query={`?template=${template.id}`} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      {isImporting && (
        <ImportTreeDialog stored={templates.data?.items ?? []} onClose={() => setImporting(false)} />
      )}
    </>
  );
}
