import type { HostView } from '@busbar/shared/realtime/views';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { ShortId } from '@/components/state/short-id.tsx';
import { Facts } from '@/components/ui/facts.tsx';
import { Panel } from '@/components/ui/panel.tsx';

const linkText = ({ state, linkRttMs }: HostView): string => {
  if (state !== 'online') return 'down';
  return linkRttMs === null ? 'up' : `up, ${linkRttMs.toFixed(1)} ms`;
};

export function HostFacts({ host }: { readonly host: HostView }) {
  return (
    <Panel title="Facts">
      <Facts
        facts={[
          { label: 'Id', value: <ShortId id={host.id} label="Copy the host’s id" /> },
          { label: 'Link', value: linkText(host) },
          { label: 'Linked', value: host.linkedAt && <RelativeTime at={host.linkedAt} /> },
          { label: 'Last seen', value: host.lastSeenAt && <RelativeTime at={host.lastSeenAt} /> },
          { label: 'System', value: host.os },
          { label: 'Agent', value: host.agentVersion && `${host.agentVersion}, protocol ${host.protocol}` },
          { label: 'Jobs at once', value: host.jobLimit },
          { label: 'Enrolled', value: <RelativeTime at={host.createdAt} /> },
        ]}
      />
    </Panel>
  );
}
