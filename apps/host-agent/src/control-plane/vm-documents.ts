/** The seed of the control plane's VM: a machine with a name and nobody in it. Whoever looks after it comes by the channel. */
import { renderNetworkConfig } from '@busbar/seed/render/render-network-config';
import { withMacs } from '@busbar/shared/domain/hardware';
import type { SeedDocuments } from '@busbar/shared/domain/template';
import type { NewVm } from '../local/work/provision.ts';
import type { ControlPlanePlan, ControlPlaneWishes } from './plan-control-plane.ts';

const metaData = 'instance-id: {{ VM_ID }}\nlocal-hostname: {{ HOSTNAME }}\n';
const userData = `#cloud-config
hostname: {{ HOSTNAME }}
users: []
ssh_pwauth: false
disable_root: true
`;

/** Pure. */
export function controlPlaneVm(vmId: string, wishes: ControlPlaneWishes, plan: ControlPlanePlan): NewVm {
  const { name, cpuCount, memoryMb, diskGb } = wishes;
  const { image, network, adapter } = plan;
  const adapters = adapter === null ? [] : withMacs(vmId, [adapter]);
  const isStatic = adapter?.addressing.mode === 'static';
  const template: SeedDocuments = {
    ...{ metaData, userData },
    ...(isStatic ? { networkConfig: renderNetworkConfig(adapters) } : {}),
  };
  return {
    ...{ vmId, name, image, cpuCount, memoryMb, diskGb, network, template },
    ...(adapters.length === 0
      ? {}
      : { adapters: adapters.map(({ addressing: _inTheSeed, ...hardware }) => hardware) }),
    variables: { VM_ID: vmId, HOSTNAME: name },
    declared: [],
    templateName: 'busbar-control',
  };
}
