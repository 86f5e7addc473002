import type { Call } from '../call/cmdlet.ts';
import { HypervError, hresults } from '../call/hyperv-error.ts';
import type { SimulatedHost } from '../daemon/simulated-host.ts';
import { openChain } from '../disk/disk-chain.ts';
import { diskUser } from '../disk/disk-users.ts';
import { isLocalPath } from '../state/host-path.ts';
import type { Vm } from '../state/model.ts';
import { macOf } from '../state/new-records.ts';

/** What must hold for a VM to start, as Hyper-V checks it; and what a start settles: dynamic MAC addresses. */
export async function prepareStart(call: Call, vm: Vm): Promise<void> {
  await requireMedia(call, vm);
  requireMemory(call, vm);
  if (vm.configuration.security.tpmEnabled && !vm.configuration.security.hasKeyProtector) {
    throw new HypervError(
      'OperationFailed',
      `'${vm.name}' could not initialize: the key protector is missing.`,
    );
  }
  for (const adapter of vm.configuration.adapters) {
    if (adapter.isDynamicMac && adapter.macAddress === '000000000000') {
      adapter.macAddress = macOf(call.host.record.nextMac);
      call.host.record.nextMac += 1;
    }
  }
}

async function requireMedia(call: Call, vm: Vm): Promise<void> {
  for (const { kind, path } of vm.configuration.drives) {
    if (path === null) continue;
    if (kind === 'disk') {
      const user = await diskUser(call.host, path, vm);
      if (user !== null) throw inUse(vm, path);
      await openChain(call.host, path);
    } else if (isLocalPath(path) && (await call.host.files.sizeOf(path)) === null) {
      throw new HypervError(
        'FileNotFound',
        `'${vm.name}' failed to start. Attachment '${path}' not found. Error: 'The system cannot find the file specified.' (0x80070002).`,
        hresults.fileNotFound,
      );
    }
  }
}

const inUse = (vm: Vm, path: string): HypervError =>
  new HypervError(
    'ObjectInUse',
    `'${vm.name}' failed to start. Failed to open attachment '${path}': 'The process cannot access the file because it is being used by another process.' (0x80070020).`,
    hresults.sharingViolation,
  );

function requireMemory(call: Call, vm: Vm): void {
  const usedBytes = usedMemoryOf(call.host, vm);
  const neededBytes = vm.configuration.memory.startupBytes;
  if (usedBytes + neededBytes <= call.host.record.machine.memoryBytes) return;
  throw outOfMemory(vm);
}

export const usedMemoryOf = (host: SimulatedHost, except: Vm | null = null): number =>
  host
    .vms()
    .filter((other) => other !== except && ['Starting', 'Running', 'Paused'].includes(other.state))
    .reduce((sum, other) => sum + other.configuration.memory.startupBytes, 0);

export const outOfMemory = (vm: Vm): HypervError =>
  new HypervError(
    'OutOfMemory',
    `Not enough memory in the system to start the virtual machine ${vm.name} with ram size ${vm.configuration.memory.startupBytes / 2 ** 20} megabytes.`,
    hresults.outOfMemory,
  );
