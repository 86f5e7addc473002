import type { ChannelLight, NetworkLight } from '@busbar/shared/domain/lights';
import { LightShape, type LightTone } from './light-shape.tsx';

const channelWords: Readonly<Record<ChannelLight, string>> = {
  up: 'Channel up: reachable over VMBus',
  down: 'Channel down: the guest agent does not answer',
  unknown: 'Channel unknown: its host is not connected',
};
const networkWords: Readonly<Record<NetworkLight, string>> = {
  up: 'Network up, seen from inside',
  down: 'Network lost, seen from inside',
  none: 'No network device: the VM has none by design',
  unknown: 'Network unknown: nobody inside can look',
};
const channelTone: Readonly<Record<ChannelLight, LightTone>> = { up: 'up', down: 'down', unknown: 'unknown' };

type TwoLightsProps = {
  readonly channel: ChannelLight;
  readonly network: NetworkLight;
  readonly hasWords?: boolean;
};

/** Every VM's signature: channel, then network. Shape, word and colour, never colour alone. */
export function TwoLights({ channel, network, hasWords = false }: TwoLightsProps) {
  const label = `${channelWords[channel]}. ${networkWords[network]}.`;
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      data-testid="vm-lights"
      data-channel={channel}
      data-network={network}
      className="inline-flex items-center gap-1.5"
    >
      <LightShape tone={channelTone[channel]} />
      {hasWords && <span className="text-xs text-ink-2">channel {channel}</span>}
      <LightShape tone={network} />
      {hasWords && (
        <span className="text-xs text-ink-2">network {network === 'down' ? 'lost' : network}</span>
      )}
    </span>
  );
}
