/**
 * What is told of each kind of object: property names are Hyper-V's own, and how each is written as JSON. The table
 * in `host.ps1` is the same one (a test compares them), and the simulator answers by it.
 */

/**
 * `text` string or null · `enum` name of an enumeration's value · `guid` lower-case, without braces · `number` ·
 * `boolean` · `seconds` a TimeSpan as number, `Seconds` added to the name · `time` ISO 8601 in UTC · `texts`, `enums`
 * lists · `object:X`, `list:X` what projection X tells of one or of each. What a release of Windows lacks is null.
 */
export type PropertyForm =
  | 'text'
  | 'enum'
  | 'guid'
  | 'number'
  | 'boolean'
  | 'seconds'
  | 'time'
  | 'texts'
  | 'enums'
  | `object:${string}`
  | `list:${string}`;

export type Projection = Readonly<Record<string, PropertyForm>>;

const virtualMachine = {
  Id: 'guid',
  Name: 'text',
  State: 'enum',
  Status: 'text',
  PrimaryOperationalStatus: 'enum',
  CPUUsage: 'number',
  MemoryAssigned: 'number',
  MemoryDemand: 'number',
  MemoryStartup: 'number',
  MemoryMinimum: 'number',
  MemoryMaximum: 'number',
  DynamicMemoryEnabled: 'boolean',
  Uptime: 'seconds',
  Heartbeat: 'enum',
  Generation: 'number',
  Version: 'text',
  ProcessorCount: 'number',
  AutomaticStartAction: 'enum',
  AutomaticStopAction: 'enum',
  AutomaticStartDelay: 'number',
  AutomaticCheckpointsEnabled: 'boolean',
  CheckpointType: 'enum',
  ParentSnapshotId: 'guid',
  ParentSnapshotName: 'text',
  Path: 'text',
  ConfigurationLocation: 'text',
  SnapshotFileLocation: 'text',
  SmartPagingFilePath: 'text',
  SizeOfSystemFiles: 'number',
  Notes: 'text',
  IsClustered: 'boolean',
  ReplicationState: 'enum',
  ReplicationHealth: 'enum',
  ResourceMeteringEnabled: 'boolean',
  CreationTime: 'time',
} as const satisfies Projection;

const drive = {
  Id: 'text',
  Name: 'text',
  VMId: 'guid',
  VMName: 'text',
  Path: 'text',
  ControllerType: 'enum',
  ControllerNumber: 'number',
  ControllerLocation: 'number',
} as const satisfies Projection;

export const projections = {
  VirtualMachine: virtualMachine,
  /** Of `Get-BusbarVMSummary`. */
  BusbarVMSummary: {
    ...virtualMachine,
    HardDrives: 'list:VMHardDiskDrive',
    DVDDrives: 'list:VMDvdDrive',
    NetworkAdapters: 'list:VMNetworkAdapter',
  },
  VMHardDiskDrive: { ...drive, DiskNumber: 'number' },
  VMDvdDrive: { ...drive, DvdMediaType: 'enum' },
  VMScsiController: { Id: 'text', VMId: 'guid', VMName: 'text', ControllerNumber: 'number' },
  VMNetworkAdapter: {
    Id: 'text',
    Name: 'text',
    VMId: 'guid',
    VMName: 'text',
    SwitchName: 'text',
    SwitchId: 'guid',
    MacAddress: 'text',
    DynamicMacAddressEnabled: 'boolean',
    IPAddresses: 'texts',
    Connected: 'boolean',
    Status: 'enums',
    MacAddressSpoofing: 'enum',
    DhcpGuard: 'enum',
    RouterGuard: 'enum',
    VlanSetting: 'object:VMNetworkAdapterVlanSetting',
    IsLegacy: 'boolean',
    IsManagementOs: 'boolean',
  },
  VMNetworkAdapterVlanSetting: { OperationMode: 'enum', AccessVlanId: 'number', NativeVlanId: 'number' },
  VMSnapshot: {
    Id: 'guid',
    Name: 'text',
    VMId: 'guid',
    VMName: 'text',
    SnapshotType: 'enum',
    IsAutomaticCheckpoint: 'boolean',
    ParentSnapshotId: 'guid',
    ParentSnapshotName: 'text',
    CreationTime: 'time',
    State: 'enum',
    Path: 'text',
    SizeOfSystemFiles: 'number',
    Notes: 'text',
  },
  VirtualHardDisk: {
    Path: 'text',
    VhdFormat: 'enum',
    VhdType: 'enum',
    FileSize: 'number',
    Size: 'number',
    MinimumSize: 'number',
    LogicalSectorSize: 'number',
    PhysicalSectorSize: 'number',
    BlockSize: 'number',
    ParentPath: 'text',
    DiskIdentifier: 'text',
    FragmentationPercentage: 'number',
    Attached: 'boolean',
    DiskNumber: 'number',
  },
  VMFirmware: {
    VMId: 'guid',
    VMName: 'text',
    SecureBoot: 'enum',
    SecureBootTemplate: 'text',
    SecureBootTemplateId: 'guid',
    PreferredNetworkBootProtocol: 'enum',
    ConsoleMode: 'enum',
    PauseAfterBootFailure: 'enum',
    BootOrder: 'list:VMBootSource',
  },
  VMBootSource: { BootType: 'enum', Description: 'text', FirmwarePath: 'text' },
  VMSecurity: {
    VMId: 'guid',
    VMName: 'text',
    TpmEnabled: 'boolean',
    Shielded: 'boolean',
    EncryptStateAndVmMigrationTraffic: 'boolean',
  },
  VMProcessor: {
    VMId: 'guid',
    VMName: 'text',
    Count: 'number',
    Reserve: 'number',
    Maximum: 'number',
    RelativeWeight: 'number',
    ExposeVirtualizationExtensions: 'boolean',
    CompatibilityForMigrationEnabled: 'boolean',
  },
  VMMemory: {
    VMId: 'guid',
    VMName: 'text',
    DynamicMemoryEnabled: 'boolean',
    Startup: 'number',
    Minimum: 'number',
    Maximum: 'number',
    Buffer: 'number',
    Priority: 'number',
  },
  VMComPort: { Id: 'text', Name: 'text', VMId: 'guid', VMName: 'text', Path: 'text', DebuggerMode: 'enum' },
  VMIntegrationComponent: {
    Id: 'text',
    Name: 'text',
    VMId: 'guid',
    VMName: 'text',
    Enabled: 'boolean',
    PrimaryOperationalStatus: 'enum',
  },
  VMSwitch: {
    Id: 'guid',
    Name: 'text',
    SwitchType: 'enum',
    Notes: 'text',
    AllowManagementOS: 'boolean',
    NetAdapterInterfaceDescription: 'text',
    NetAdapterInterfaceDescriptions: 'texts',
    EmbeddedTeamingEnabled: 'boolean',
    IovEnabled: 'boolean',
    BandwidthReservationMode: 'enum',
  },
  VMHost: {
    Name: 'text',
    FullyQualifiedDomainName: 'text',
    LogicalProcessorCount: 'number',
    MemoryCapacity: 'number',
    VirtualMachinePath: 'text',
    VirtualHardDiskPath: 'text',
    MacAddressMinimum: 'text',
    MacAddressMaximum: 'text',
    NumaSpanningEnabled: 'boolean',
    EnableEnhancedSessionMode: 'boolean',
    IovSupport: 'boolean',
    SupportedVmVersions: 'texts',
    SecureBootTemplates: 'list:VMSecureBootTemplate',
    VirtualMachineMigrationEnabled: 'boolean',
    VirtualMachineMigrationAuthenticationType: 'enum',
    MaximumVirtualMachineMigrations: 'number',
    MaximumStorageMigrations: 'number',
  },
  VMCompatibilityReport: {
    OperationType: 'enum',
    Destination: 'text',
    Path: 'text',
    Incompatibilities: 'list:VMIncompatibility',
  },
  VMIncompatibility: { MessageId: 'number', Message: 'text' },
  VMSecureBootTemplate: { Id: 'guid', Name: 'text' },
  VMHostNumaNode: {
    NodeId: 'number',
    ProcessorsAvailability: 'texts',
    MemoryAvailable: 'number',
    MemoryTotal: 'number',
  },
  VMHostSupportedVersion: { Name: 'text', Version: 'text', IsDefault: 'boolean' },
  VMMeteringReportForVirtualMachine: {
    VMId: 'guid',
    VMName: 'text',
    MeteringDuration: 'seconds',
    AverageProcessorUsage: 'number',
    AverageMemoryUsage: 'number',
    MaximumMemoryUsage: 'number',
    MinimumMemoryUsage: 'number',
    TotalDiskAllocation: 'number',
    AggregatedAverageNormalizedIOPS: 'number',
    AggregatedAverageLatency: 'number',
    AggregatedDiskDataRead: 'number',
    AggregatedDiskDataWritten: 'number',
  },
  /** Of `Test-VHD`: `{ Value: true }`. */
  Boolean: { Value: 'boolean' },
  BusbarPreflight: { Name: 'text', State: 'text', Message: 'text', Remedy: 'text' },
  /** `Source`: `guest` (what programs in it wrote), `intrinsic` (what its integration service says), `refused` (why neither is told). */
  BusbarKvp: { VMId: 'guid', Source: 'text', Name: 'text', Data: 'text' },
  BusbarScreen: { Width: 'number', Height: 'number', Rgb565: 'text' },
  BusbarNetAdapter: {
    Name: 'text',
    InterfaceDescription: 'text',
    Status: 'text',
    MacAddress: 'text',
    LinkSpeed: 'text',
  },
  BusbarNeighbor: { MacAddress: 'text', IPAddress: 'text', State: 'enum', InterfaceAlias: 'text' },
} as const satisfies Readonly<Record<string, Projection>>;

export type ProjectionName = keyof typeof projections;

export function isProjection(name: string): name is ProjectionName {
  return Object.hasOwn(projections, name);
}
