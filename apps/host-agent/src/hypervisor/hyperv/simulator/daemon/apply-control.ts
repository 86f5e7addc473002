import type { z } from 'zod';
import type { Control } from './messages.ts';
import type { SimulatedHost } from './simulated-host.ts';

type HostControl = Exclude<z.output<typeof Control>, { kind: 'crash-lanes' }>;

export async function applyControl(host: SimulatedHost, control: HostControl): Promise<void> {
  switch (control.kind) {
    case 'set-faults':
      host.faults.set(control.faults);
      return;
    case 'set-machine':
      Object.assign(host.record.machine, control.machine);
      host.hostChanged();
      break;
    case 'set-migration':
      host.record.migrationEnabled = control.isEnabled;
      host.record.migrationAuthentication = control.authentication;
      host.hostChanged();
      break;
    case 'set-neighbors':
      host.record.neighbors = control.neighbors;
      host.hostChanged();
      break;
    case 'set-guest': {
      const vm = host.needVm(control.vmId);
      host.changed(vm, () => {
        vm.kvp = control.kvp ?? vm.kvp;
        vm.ipAddresses = control.ipAddresses ?? vm.ipAddresses;
        vm.heartbeat = control.heartbeat ?? vm.heartbeat;
      });
      break;
    }
  }
  await host.flush();
}
