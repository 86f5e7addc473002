import type { ChannelLight, NetworkLight } from '@busbar/shared/domain/lights';
import type { VmView } from '@busbar/shared/realtime/views';
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

type Light = { readonly tone: LightTone; readonly word: string; readonly sentence: string };

/** States in which a guest agent should answer; in any other, a channel that is down is no alarm. */
const isOn = (state: VmView['state']): boolean => state === 'running' || state === 'stopping';

function lightsOf({ channel, network, state }: TwoLightsProps['vm']): readonly [Light, Light] {
  if (channel === 'down' && !isOn(state)) {
    return [
      { tone: 'off', word: 'off', sentence: `Channel off: the VM is ${state}` },
      { tone: 'off', word: 'off', sentence: `Network off: the VM is ${state}` },
    ];
  }
  return [
    { tone: channel, word: channel, sentence: channelWords[channel] },
    { tone: network, word: network === 'down' ? 'lost' : network, sentence: networkWords[network] },
  ];
}

type TwoLightsProps = {
  readonly vm: Pick<VmView, 'channel' | 'network' | 'state'>;
  readonly hasWords?: boolean;
};

/** Every VM's signature: channel, then network. Shape, word and colour, never colour alone. */
export function TwoLights({ vm, hasWords = false }: TwoLightsProps) {
  const [channel, network] = lightsOf(vm);
  const label = `${channel.sentence}. ${network.sentence}.`;
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      data-testid="vm-lights"
      data-channel={vm.channel}
      data-network={vm.network}
      className={`inline-flex items-center ${hasWords ? 'gap-3' : 'gap-1.5'}`}
    >
      <span className="inline-flex items-center gap-1.5">
        <LightShape tone={channel.tone} />
        {hasWords && <span className="text-xs text-ink-2">channel {channel.word}</span>}
      </span>
      <span className="inline-flex items-center gap-1.5">
        <LightShape tone={network.tone} />
        {hasWords && <span className="text-xs text-ink-2">network {network.word}</span>}
      </span>
    </span>
  );
}
