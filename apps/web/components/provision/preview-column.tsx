'use client';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { formatDuration } from '@/client/format.ts';
import { useTRPCClient } from '@/client/trpc.ts';
import { useDebounced } from '@/client/use-debounced.ts';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { FindingList } from './finding-list.tsx';
import type { Template } from './form-parts.ts';
import type { ProvisionInput } from './provision-checking.ts';
import { SeedView } from './seed-view.tsx';

type PreviewColumnProps = {
  readonly template: Template | undefined;
  readonly vm: {
    readonly name: string;
    readonly cpuCount: number;
    readonly memoryMb: number;
    readonly variables: Readonly<Record<string, string>>;
    readonly adapters?: ProvisionInput['adapters'];
    /** The system of the image. */
    readonly os?: string | undefined;
  };
  /** Whether to say whose documents these are: there are several VMs to choose from. */
  readonly isNamed?: boolean;
};

const settleMs = 250;
/** Stands for a secret in the preview: the secret itself is not needed there, nor in a cache. */
const mask = '••••••••';

function maskSecrets(template: Template, values: Readonly<Record<string, string>>): Record<string, string> {
  const secrets = new Set(template.variables.filter(({ type }) => type === 'secret').map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, secrets.has(name) && value !== '' ? mask : value]),
  );
}

/** None while one of them is not yet typed to its end. */
async function readyAdapters(json: string) {
  if (json === '[]') return [];
  const { VmAdapters } = await import('@busbar/shared/domain/hardware');
  return VmAdapters.safeParse(JSON.parse(json)).data ?? [];
}

/** The rendered documents as they will be, what would happen step by step, and how long it took last time. */
export function PreviewColumn({ template, vm, isNamed = false }: PreviewColumnProps) {
  const api = useTRPCClient();
  const { name, cpuCount, memoryMb, variables, adapters, os } = vm;
  const input = useDebounced(
    template && {
      templateId: template.id,
      name: name || 'vm',
      cpuCount: cpuCount || 1,
      memoryMb: memoryMb || 512,
      variables: maskSecrets(template, variables),
      // Copied: the form changes its own.
      adapters: JSON.stringify(adapters ?? []),
      ...(os === undefined ? {} : { os }),
    },
    settleMs,
  );
  const preview = useQuery({
    queryKey: ['preview-seed', input],
    queryFn: input
      ? async () => api.vm.previewSeed.mutate({ ...input, adapters: await readyAdapters(input.adapters) })
      : skipToken,
    placeholderData: keepPreviousData,
  });
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <QueryView
        query={preview}
        failure="The documents could not be rendered"
        skeleton={<div className="skeleton h-80" />}
      >
        {({ documents, findings, problems, steps, lastDurationMs }) => (
          <>
            <Panel
              title={
                isNamed ? `Rendered documents of ${name || 'a VM without a name'}` : 'Rendered documents'
              }
            >
              <SeedView documents={documents} findings={findings} />
              <FindingList findings={findings} problems={problems} />
            </Panel>
            <Panel
              title="What will happen"
              actions={
                <span className="text-xs text-ink-3">
                  {lastDurationMs === null
                    ? 'not done with this template before'
                    : `took ${formatDuration(lastDurationMs)} last time`}
                </span>
              }
            >
              <ol className="list-decimal columns-1 gap-8 pl-5 text-ink-2 xl:columns-2">
                {steps.map((step) => (
                  <li key={step.name}>{step.title}</li>
                ))}
              </ol>
            </Panel>
          </>
        )}
      </QueryView>
    </div>
  );
}
