import type { VmView } from '@busbar/shared/realtime/views';

type Source = VmView['addressSources'][string];

const words: Readonly<Record<Source, { readonly short: string; readonly long: string }>> = {
  kvp: {
    short: 'told Hyper-V',
    long: 'The guest’s integration service told it to Hyper-V (KVP), since no guest agent answers.',
  },
  neighbour: {
    short: 'seen on the network',
    long: 'The host’s neighbour table has it at this VM’s MAC address. Another machine may have claimed it.',
  },
};

/** The VM’s addresses; beside each that no guest agent told, where it was learnt from. */
export function Addresses({ vm }: { readonly vm: Pick<VmView, 'addresses' | 'addressSources'> }) {
  return (
    <ul>
      {vm.addresses.map((address) => {
        const source = vm.addressSources[address];
        return (
          <li key={address}>
            <span className="mr-2 font-mono text-xs break-all">{address}</span>
            {source !== undefined && (
              <span className="text-xs text-ink-3" title={words[source].long}>
                {words[source].short}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
