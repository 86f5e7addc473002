/** The cmdlets that give a VM its network adapters, whatever it has now. Pure. Each may be run again. */
import { bareMac } from '@busbar/shared/domain/mac-address';
import { call, from, vmOf } from './call.ts';
import type { CmdletCall, CmdletReference } from './hyperv-host.ts';

export type PlannedAdapter = {
  readonly switchId: string;
  readonly vlanId: number | null;
  /** Null: Hyper-V gives it one at the first start. */
  readonly macAddress: string | null;
};
/** One that the VM has: the one that `New-VM` made, whose name is localised, or ours. */
export type PresentAdapter = { readonly Id: string; readonly Name: string };

/** Names by which the adapters are found again, in the order in which they are made. */
export const adapterName = (index: number): string => `Adapter ${index + 1}`;

export function adapterCalls(
  hypervId: string,
  present: readonly PresentAdapter[],
  wanted: readonly PlannedAdapter[],
): readonly CmdletCall[] {
  const VM = vmOf(hypervId);
  const names = wanted.map((_, index) => adapterName(index));
  const surplus = present.filter(({ Name }) => !names.includes(Name));
  return [
    ...surplus.map(({ Id }) =>
      call('Remove-VMNetworkAdapter', { VMNetworkAdapter: from('Get-VMNetworkAdapter', { VM }, { Id }) }),
    ),
    ...wanted.flatMap((adapter, index) => {
      const Name = adapterName(index);
      const isThere = present.some((each) => each.Name === Name);
      const VMNetworkAdapter = from('Get-VMNetworkAdapter', { VM }, { Name });
      return [
        ...(isThere ? [] : [call('Add-VMNetworkAdapter', { VM, Name })]),
        ...settings(VMNetworkAdapter, adapter),
      ];
    }),
  ];
}

const settings = (
  VMNetworkAdapter: CmdletReference,
  { switchId, vlanId, macAddress }: PlannedAdapter,
): readonly CmdletCall[] => [
  ...(macAddress === null
    ? []
    : [call('Set-VMNetworkAdapter', { VMNetworkAdapter, StaticMacAddress: bareMac(macAddress) })]),
  ...(vlanId === null
    ? []
    : [call('Set-VMNetworkAdapterVlan', { VMNetworkAdapter, Access: true, VlanId: vlanId })]),
  call('Connect-VMNetworkAdapter', { VMNetworkAdapter, VMSwitch: from('Get-VMSwitch', { Id: switchId }) }),
];
