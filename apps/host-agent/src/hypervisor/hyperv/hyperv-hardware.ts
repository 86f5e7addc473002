/** What Hyper-V gives a VM beside CPUs, memory and disk, and what it says of it. */
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmHardware } from '@busbar/shared/protocol/asked-of-host';
import type { ImageFolder } from '../../images/image-folder.ts';
import type { HypervImage } from '../../images/image-record.ts';
import type { VmSpecification } from '../driver.ts';
import type { Hardware } from '../hardware.ts';
import { findSwitchByName } from '../switches.ts';
import { call, vmOf } from './call.ts';
import { chooseSwitch } from './choose-switch.ts';
import type { HypervHost } from './hyperv-host.ts';
import { askReport } from './hyperv-metering.ts';
import type { PlannedAdapter } from './plan-adapters.ts';
import { checkHypervSizes } from './plan-vm.ts';
import {
  AdapterResult,
  FirmwareResult,
  MemoryResult,
  parseResult,
  parseResults,
  SecurityResult,
  SwitchResult,
  type VmSummary,
} from './results.ts';
import { refuseMissingTemplate } from './secure-boot.ts';
import type { VmInventory } from './vm-inventory.ts';

export type HypervHardwareDeps = {
  readonly host: HypervHost;
  readonly inventory: VmInventory;
  readonly images: Pick<ImageFolder<HypervImage>, 'find'>;
};

export class HypervHardware implements Hardware {
  readonly #deps: HypervHardwareDeps;

  constructor(deps: HypervHardwareDeps) {
    this.#deps = deps;
  }

  async look(vmId: string, signal: AbortSignal): Promise<VmHardware> {
    const { host, inventory } = this.#deps;
    const summary = await inventory.get(vmId, signal);
    const VM = vmOf(summary.Id);
    const ask = (cmdlet: string, select: Parameters<typeof call>[2]): Promise<readonly unknown[]> =>
      host.query(call(cmdlet, { VM }, select), signal);
    const adapters = parseResults(AdapterResult, await ask('Get-VMNetworkAdapter', 'VMNetworkAdapter'));
    const memory = parseResult(MemoryResult, await ask('Get-VMMemory', 'VMMemory'));
    const firmware = parseResult(FirmwareResult, await ask('Get-VMFirmware', 'VMFirmware'));
    const security = parseResult(SecurityResult, await ask('Get-VMSecurity', 'VMSecurity'));
    return {
      memory: describeMemory(memory, summary),
      adapters: adapters.map(describeAdapter),
      secureBoot: firmware.SecureBoot === 'On' ? nameOfTemplate(firmware).slice(0, 256) : null,
      hasTpm: security.TpmEnabled ?? false,
      metering: summary.ResourceMeteringEnabled === true ? await askReport(host, summary.Id, signal) : null,
    };
  }

  async refuseUnfit(vm: VmSpecification, signal: AbortSignal): Promise<void> {
    checkHypervSizes(vm);
    await planAdapters(this.#deps.host, vm, signal);
    const image = await this.#deps.images.find(vm.image);
    if (image !== null) await refuseMissingTemplate(this.#deps.host, image.secureBoot, signal);
  }
}

/** @throws AppError `precondition-failed` for a switch that the host does not have, or has more than once */
export async function planAdapters(
  host: HypervHost,
  { network, adapters = [] }: Pick<VmSpecification, 'network' | 'adapters'>,
  signal: AbortSignal,
): Promise<readonly PlannedAdapter[]> {
  const plain = network === 'none' ? [] : [{ switchName: null, vlanId: null, macAddress: null }];
  const wanted = adapters.length === 0 ? plain : adapters;
  if (wanted.length === 0) return [];
  const switches = parseResults(SwitchResult, await host.query(call('Get-VMSwitch', {}, 'VMSwitch'), signal));
  return wanted.map(({ switchName, vlanId, macAddress }) => ({
    switchId: switchName === null ? chooseSwitch(switches).Id : switchNamed(switches, switchName).Id,
    vlanId,
    macAddress,
  }));
}

function switchNamed(switches: readonly SwitchResult[], name: string): SwitchResult {
  const named = switches.map((one) => ({ ...one, name: one.Name }));
  const found = findSwitchByName(named, name);
  const isOnly = named.filter((one) => findSwitchByName([one], name) !== undefined).length === 1;
  if (found !== undefined && isOnly) return found;
  const names = switches.map(({ Name }) => `“${Name}”`).join(', ') || 'none';
  const fault = found === undefined ? 'no switch' : 'more than one switch';
  throw new AppError('precondition-failed', `This host has ${fault} named “${name}” (it has: ${names}).`, {
    userMessage: `This host has ${fault} named “${name}”. It has: ${names}. Choose another one, or make it on the host’s page.`,
  });
}

function describeMemory(memory: MemoryResult, { MemoryAssigned }: VmSummary): VmHardware['memory'] {
  const { Startup, Minimum, Maximum, Buffer, DynamicMemoryEnabled } = memory;
  return {
    startupBytes: Startup,
    dynamic: DynamicMemoryEnabled
      ? { minimumBytes: Minimum ?? Startup, maximumBytes: Maximum ?? Startup, bufferPercent: Buffer ?? null }
      : null,
    // Hyper-V says 0 of a VM that is off.
    assignedBytes: MemoryAssigned || null,
  };
}

function describeAdapter(adapter: AdapterResult): VmHardware['adapters'][number] {
  const { Name, SwitchName, MacAddress, DynamicMacAddressEnabled, VlanSetting } = adapter;
  const vlan = VlanSetting?.OperationMode === 'Access' ? (VlanSetting.AccessVlanId ?? 0) : 0;
  const hasMac = /^[0-9A-F]{12}$/i.test(MacAddress) && !/^0+$/.test(MacAddress);
  return {
    name: Name.slice(0, 256),
    switchName: SwitchName === '' ? null : SwitchName.slice(0, 256),
    vlanId: vlan >= 1 && vlan <= 4094 ? vlan : null,
    macAddress: hasMac ? (MacAddress.toLowerCase().match(/../g)?.join(':') ?? null) : null,
    isMacDynamic: DynamicMacAddressEnabled ?? true,
  };
}

const nameOfTemplate = ({ SecureBootTemplate, SecureBootTemplateId }: FirmwareResult): string =>
  SecureBootTemplate || SecureBootTemplateId || 'on';
