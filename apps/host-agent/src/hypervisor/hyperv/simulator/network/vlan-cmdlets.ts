import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import type { Adapter } from '../state/model.ts';
import { type AdapterObject, changeableAdapters, targetAdapters } from './find-adapters.ts';

const vlanObject = ({ vm, snapshot, configuration, adapter }: AdapterObject): HypervObject => ({
  type: 'VMNetworkAdapterVlanSetting',
  vm,
  snapshot,
  configuration,
  adapter,
});

function checkVlanId(id: number | undefined, least: number): number {
  if (id !== undefined && Number.isInteger(id) && id >= least && id <= 4094) return id;
  throw new HypervError('InvalidParameter', `A VLAN id lies between ${least} and 4094.`);
}

/** `1-100,200` as Hyper-V takes it. */
function parseList(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number);
    const from = checkVlanId(first, 1);
    const to = checkVlanId(last, from);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

function vlanOf({ args }: Call): Adapter['vlan'] {
  const modes = ['Untagged', 'Access', 'Trunk', 'Isolated', 'Community', 'Promiscuous'];
  const [mode, ...others] = modes.filter((name) => args.is(name));
  if (mode === undefined || others.length > 0) {
    throw new HypervError('InvalidParameter', `Exactly one of ${modes.join(', ')} is needed.`);
  }
  const none = { accessVlanId: 0, nativeVlanId: 0, allowedVlanIds: [] };
  if (mode === 'Untagged') return { mode: 'Untagged', ...none };
  if (mode === 'Access') {
    return { mode: 'Access', ...none, accessVlanId: checkVlanId(args.number('VlanId'), 1) };
  }
  if (mode !== 'Trunk') throw new HypervError('NotSupported', 'Private VLANs are not simulated.');
  return {
    mode: 'Trunk',
    ...none,
    nativeVlanId: checkVlanId(args.number('NativeVlanId'), 0),
    allowedVlanIds: parseList(args.needText('AllowedVlanIdList')),
  };
}

export const vlanCmdlets: CmdletTable = {
  'Get-VMNetworkAdapterVlan': {
    run: async (call) => {
      await call.take();
      return targetAdapters(call, 'VMNetworkAdapterName').map(vlanObject);
    },
  },
  'Set-VMNetworkAdapterVlan': {
    needsPassthru: true,
    run: async (call) => {
      const vlan = vlanOf(call);
      const targets = changeableAdapters(call, 'VMNetworkAdapterName');
      for (const { vm, adapter } of targets) {
        await call.take();
        call.host.changed(vm, () => {
          adapter.vlan = structuredClone(vlan);
        });
      }
      return targets.map(vlanObject);
    },
  },
};
