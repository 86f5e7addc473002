import type { SimulatedHost } from '../daemon/simulated-host.ts';
import type { Adapter, Drive } from '../state/model.ts';
import { integrationServices, secureBootTemplates } from '../state/new-records.ts';
import type { HypervObject } from './hyperv-object.ts';
import type { Properties } from './properties.ts';

type Part = Extract<HypervObject, { readonly configuration: unknown }>;

export function partProperties(part: Part, host: SimulatedHost): Properties {
  return { VMId: part.vm.id, VMName: part.vm.name, ...ownProperties(part, host) };
}

function ownProperties(part: Part, host: SimulatedHost): Properties {
  switch (part.type) {
    case 'VMHardDiskDrive':
      return { ...driveProperties(part, part.drive), DiskNumber: null };
    case 'VMDvdDrive':
      return {
        ...driveProperties(part, part.drive),
        DvdMediaType: part.drive.path === null ? 'None' : 'ISO',
      };
    case 'VMScsiController':
      return {
        Id: deviceId(part, part.configuration.scsiControllers[part.number]?.id ?? ''),
        Name: 'SCSI Controller',
        ControllerNumber: part.number,
      };
    case 'VMNetworkAdapter':
      return adapterProperties(part, part.adapter, host);
    case 'VMNetworkAdapterVlanSetting':
      return {
        OperationMode: part.adapter.vlan.mode,
        AccessVlanId: part.adapter.vlan.accessVlanId,
        NativeVlanId: part.adapter.vlan.nativeVlanId,
        AllowedVlanIdList: part.adapter.vlan.allowedVlanIds,
      };
    case 'VMComPort': {
      const port = part.configuration.comPorts[part.number - 1];
      return {
        Id: deviceId(part, `com${part.number}`),
        Name: `COM ${part.number}`,
        Path: port?.path ?? '',
        DebuggerMode: port?.debuggerMode ?? 'Off',
      };
    }
    case 'VMIntegrationComponent':
      return integrationProperties(part);
    default:
      return settingProperties(part);
  }
}

function settingProperties(part: Part): Properties {
  const { processor, memory, security, video } = part.configuration;
  switch (part.type) {
    case 'VMProcessor':
      return {
        Count: processor.count,
        Reserve: processor.reserve,
        Maximum: processor.maximum,
        RelativeWeight: processor.relativeWeight,
        ExposeVirtualizationExtensions: processor.exposeVirtualizationExtensions,
        CompatibilityForMigrationEnabled: processor.compatibilityForMigrationEnabled,
      };
    case 'VMMemory':
      return {
        DynamicMemoryEnabled: memory.isDynamic,
        Startup: memory.startupBytes,
        Minimum: memory.minimumBytes,
        Maximum: memory.maximumBytes,
        Buffer: memory.buffer,
        Priority: memory.priority,
      };
    case 'VMSecurity':
      return {
        TpmEnabled: security.tpmEnabled,
        KsdEnabled: false,
        Shielded: false,
        EncryptStateAndVmMigrationTraffic: security.encryptStateAndVmMigrationTraffic,
      };
    case 'VMVideo':
      return {
        ResolutionType: video.resolutionType,
        HorizontalResolution: video.horizontal,
        VerticalResolution: video.vertical,
      };
    default:
      return firmwareProperties(part);
  }
}

function firmwareProperties({ configuration }: Part): Properties {
  const { firmware, drives, adapters } = configuration;
  const templateName = Object.entries(secureBootTemplates).find(
    ([, id]) => id === firmware.secureBootTemplateId,
  )?.[0];
  return {
    SecureBoot: firmware.secureBoot,
    SecureBootTemplate: templateName ?? '',
    SecureBootTemplateId: firmware.secureBootTemplateId,
    PreferredNetworkBootProtocol: firmware.preferredNetworkBootProtocol,
    ConsoleMode: firmware.consoleMode,
    PauseAfterBootFailure: firmware.pauseAfterBootFailure,
    BootOrder: firmware.bootOrder.flatMap((id): HypervObject[] => {
      const isDrive = drives.some((drive) => drive.id === id);
      if (!isDrive && !adapters.some((adapter) => adapter.id === id)) return [];
      const properties = {
        BootType: isDrive ? 'Drive' : 'Network',
        Description: isDrive ? 'EFI SCSI Device' : 'EFI Network',
        FirmwarePath: `\\AcpiEx(VMBus,0,0)\\VenHw(${id})`,
      };
      return [{ type: 'Record', properties }];
    }),
  };
}

const deviceId = ({ vm, snapshot }: Part, device: string): string =>
  `Microsoft:${(snapshot?.id ?? vm.id).toUpperCase()}\\${device.toUpperCase()}`;

const driveProperties = (part: Part, drive: Drive): Properties => ({
  Id: `${deviceId(part, drive.id)}\\${drive.controllerNumber}\\${drive.controllerLocation}`,
  Name: `${drive.kind === 'disk' ? 'Hard Drive' : 'DVD Drive'} on ${drive.controllerType} controller number ${drive.controllerNumber} at location ${drive.controllerLocation}`,
  Path: drive.path,
  ControllerType: drive.controllerType,
  ControllerNumber: drive.controllerNumber,
  ControllerLocation: drive.controllerLocation,
});

function adapterProperties(part: Part, adapter: Adapter, host: SimulatedHost): Properties {
  const { vm, snapshot, configuration } = part;
  const isRunning = snapshot === null && vm.state === 'Running';
  const network = host.record.switches.find(({ id }) => id === adapter.switchId);
  return {
    Id: deviceId(part, adapter.id),
    Name: adapter.name,
    SwitchName: network?.name ?? '',
    SwitchId: adapter.switchId,
    MacAddress: adapter.macAddress,
    DynamicMacAddressEnabled: adapter.isDynamicMac,
    // Known only through the guest's integration service, and only while it runs.
    IPAddresses: isRunning && configuration.adapters[0]?.id === adapter.id ? vm.ipAddresses : [],
    Connected: network !== undefined,
    Status: isRunning ? ['Ok'] : [],
    MacAddressSpoofing: adapter.macAddressSpoofing,
    DhcpGuard: adapter.dhcpGuard,
    RouterGuard: adapter.routerGuard,
    VlanSetting: { type: 'VMNetworkAdapterVlanSetting', vm, snapshot, configuration, adapter },
    IsLegacy: adapter.isLegacy,
    IsManagementOs: false,
  };
}

function integrationProperties(part: Extract<Part, { type: 'VMIntegrationComponent' }>): Properties {
  const { vm, configuration, snapshot, serviceId, serviceName } = part;
  const isEnabled = configuration.integrationServices.includes(serviceId);
  const isRunning = snapshot === null && vm.state === 'Running';
  const answers = serviceId !== integrationServices.Heartbeat || vm.heartbeat.startsWith('Ok');
  return {
    Id: deviceId(part, serviceId),
    Name: serviceName,
    Enabled: isEnabled,
    PrimaryOperationalStatus: !isEnabled ? 'Disabled' : isRunning && answers ? 'Ok' : 'NoContact',
  };
}
