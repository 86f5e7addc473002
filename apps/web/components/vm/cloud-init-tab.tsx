import type { SeedDocuments } from '@busbar/shared/domain/template';
import type { VmView } from '@busbar/shared/realtime/views';
import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { SeedView } from '@/components/provision/seed-view.tsx';
import { Elapsed } from '@/components/state/elapsed.tsx';
import { Facts } from '@/components/ui/facts.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { AppliedPanel } from './applied-panel.tsx';

/** Its stages in time, its own words where it failed, and the documents it was given (secrets masked). */
export function CloudInitTab({ vm, seed }: { readonly vm: VmView; readonly seed: SeedDocuments | null }) {
  const status = vm.cloudInit;
  return (
    <div className="grid gap-4 overflow-y-auto p-4 lg:grid-cols-2">
      <Panel title="In the guest">
        {status === null ? (
          <EmptyState title="Nothing reported yet">
            The guest agent tells how cloud-init fares once it answers. Without an agent, cloud-init may tell
            Hyper-V.
          </EmptyState>
        ) : (
          <div className="flex flex-col gap-3">
            <Facts
              facts={[
                { label: 'State', value: status.state },
                {
                  label: 'Told by',
                  value:
                    status.source === 'kvp'
                      ? 'cloud-init to Hyper-V, by key-value pairs (KVP); no agent answers'
                      : 'the guest agent',
                },
                { label: 'Instance id', value: status.instanceId },
                { label: 'Data source', value: status.datasource },
                {
                  label: 'Applied by',
                  value: status.simulated ? 'the sandbox’s applier, which is not cloud-init' : 'cloud-init',
                },
              ]}
            />
            <ol aria-label="Stages">
              {status.stages.map((stage) => (
                <li key={stage.name} className="border-l-2 border-line py-1 pl-3">
                  <span className="flex items-center gap-2">
                    {stage.errors.length > 0 ? (
                      <CircleX aria-label="failed" className="size-4 text-bad" />
                    ) : stage.endedAt === null ? (
                      <CircleDashed aria-label="not ended" className="size-4 text-ink-3" />
                    ) : (
                      <CircleCheck aria-label="done" className="size-4 text-ok" />
                    )}
                    <span className="flex-1 font-mono text-xs">{stage.name}</span>
                    <span className="text-xs text-ink-3">
                      <Elapsed from={stage.startedAt} to={stage.endedAt} />
                    </span>
                  </span>
                  {stage.errors.map((error) => (
                    <pre key={error} className="mt-1 font-mono text-xs whitespace-pre-wrap text-bad">
                      {error}
                    </pre>
                  ))}
                </li>
              ))}
            </ol>
            {status.errors.map((error) => (
              <pre
                key={error}
                className="rounded-sm bg-bad-wash p-2 font-mono text-xs whitespace-pre-wrap text-bad"
              >
                {error}
              </pre>
            ))}
          </div>
        )}
      </Panel>
      <Panel title="Intended documents">
        {seed === null ? (
          <p className="text-ink-2">This VM was not provisioned by Busbar, so there is no seed to show.</p>
        ) : (
          <SeedView documents={seed} findings={[]} />
        )}
      </Panel>
      <div className="min-w-0 lg:col-span-2">
        <AppliedPanel vm={vm} />
      </div>
    </div>
  );
}
