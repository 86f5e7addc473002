/** The properties of Hyper-V's objects, by their own names: enumerations as names, times in ms, spans in seconds. */
import type { SimulatedHost } from '../daemon/simulated-host.ts';
import { secureBootTemplates, supportedVersions } from '../state/new-records.ts';
import type { HypervObject } from './hyperv-object.ts';
import { partProperties } from './part-properties.ts';
import { snapshotProperties, vmProperties } from './vm-properties.ts';

export type Properties = Readonly<Record<string, unknown>>;

export function propertiesOf(object: HypervObject, host: SimulatedHost): Properties {
  switch (object.type) {
    case 'VirtualMachine':
    case 'BusbarVMSummary':
      return vmProperties(object.vm, host);
    case 'VMSnapshot':
      return snapshotProperties(object.vm, object.snapshot);
    case 'VirtualHardDisk':
      return diskProperties(object);
    case 'VMSwitch':
      return switchProperties(object.switch);
    case 'VMHost':
      return hostProperties(host);
    case 'Record':
      return object.properties;
    default:
      return partProperties(object, host);
  }
}

function diskProperties({
  disk,
  isAttached,
  diskNumber,
}: Extract<HypervObject, { type: 'VirtualHardDisk' }>): Properties {
  return {
    Path: disk.path,
    VhdFormat: disk.format,
    VhdType: disk.type,
    FileSize: disk.fileBytes,
    Size: disk.sizeBytes,
    MinimumSize: null,
    LogicalSectorSize: disk.logicalSectorBytes,
    PhysicalSectorSize: disk.physicalSectorBytes,
    BlockSize: disk.blockBytes,
    ParentPath: disk.parentPath ?? '',
    DiskIdentifier: disk.id.toUpperCase(),
    FragmentationPercentage: 0,
    Alignment: 1,
    Attached: isAttached,
    DiskNumber: diskNumber,
  };
}

const switchProperties = (one: Extract<HypervObject, { type: 'VMSwitch' }>['switch']): Properties => ({
  Id: one.id,
  Name: one.name,
  SwitchType: one.type,
  Notes: one.notes,
  AllowManagementOS: one.allowManagementOS,
  NetAdapterInterfaceDescription: one.adapterDescription,
  NetAdapterInterfaceDescriptions: one.adapterDescription === null ? [] : [one.adapterDescription],
  EmbeddedTeamingEnabled: false,
  IovEnabled: false,
  BandwidthReservationMode: 'Absolute',
});

function hostProperties({ record }: SimulatedHost): Properties {
  return {
    Name: record.name,
    ComputerName: record.name,
    FullyQualifiedDomainName: 'WORKGROUP',
    LogicalProcessorCount: record.machine.logicalProcessors,
    MemoryCapacity: record.machine.memoryBytes,
    VirtualMachinePath: record.virtualMachinePath,
    VirtualHardDiskPath: record.virtualHardDiskPath,
    MacAddressMinimum: record.macAddressMinimum,
    MacAddressMaximum: record.macAddressMaximum,
    NumaSpanningEnabled: record.numaSpanningEnabled,
    EnableEnhancedSessionMode: record.enableEnhancedSessionMode,
    IovSupport: false,
    SupportedVmVersions: supportedVersions,
    SecureBootTemplates: Object.entries(secureBootTemplates).map(
      ([Name, Id]): HypervObject => ({ type: 'Record', properties: { Id, Name } }),
    ),
    VirtualMachineMigrationEnabled: record.migrationEnabled,
    VirtualMachineMigrationAuthenticationType: record.migrationAuthentication,
    MaximumVirtualMachineMigrations: record.maximumVirtualMachineMigrations,
    MaximumStorageMigrations: record.maximumStorageMigrations,
  };
}
