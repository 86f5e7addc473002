/**
 * What a simulated host remembers: plain records that go to disk and come back as they were. Names are
 * Hyper-V's, values are its enumerations by name. Nothing here behaves.
 */
import { z } from 'zod';

const Bytes = z.number().int().nonnegative();
const OnOff = z.enum(['On', 'Off']);

/** Of FACTS on VMState: the ones that a cmdlet can bring about. */
export const VmState = z.enum([
  ...['Off', 'Starting', 'Running', 'Stopping', 'Saving', 'Saved'],
  ...['Pausing', 'Paused', 'Resuming', 'Reset'],
] as const);
export type VmState = z.infer<typeof VmState>;

/** A disk or a DVD drive, where it hangs, and what is in it. */
export const Drive = z.object({
  kind: z.enum(['disk', 'dvd']),
  /** Last part of Hyper-V's device id. */
  id: z.string(),
  controllerType: z.enum(['IDE', 'SCSI']),
  controllerNumber: z.number().int().nonnegative(),
  controllerLocation: z.number().int().nonnegative(),
  path: z.string().nullable(),
});
export type Drive = z.infer<typeof Drive>;

export const Vlan = z.object({
  mode: z.enum(['Untagged', 'Access', 'Trunk', 'Private']),
  accessVlanId: z.number().int(),
  nativeVlanId: z.number().int(),
  allowedVlanIds: z.array(z.number().int()),
});

export const Adapter = z.object({
  id: z.string(),
  name: z.string(),
  switchId: z.string().nullable(),
  /** Twelve hexadecimal digits; zeros until the first start when it is dynamic. */
  macAddress: z.string(),
  isDynamicMac: z.boolean(),
  isLegacy: z.boolean(),
  macAddressSpoofing: OnOff,
  dhcpGuard: OnOff,
  routerGuard: OnOff,
  deviceNaming: OnOff,
  vlan: Vlan,
});
export type Adapter = z.infer<typeof Adapter>;

/** All that a checkpoint captures of a VM. */
export const Configuration = z.object({
  processor: z.object({
    count: z.number().int(),
    reserve: z.number(),
    maximum: z.number(),
    relativeWeight: z.number(),
    exposeVirtualizationExtensions: z.boolean(),
    compatibilityForMigrationEnabled: z.boolean(),
  }),
  memory: z.object({
    isDynamic: z.boolean(),
    startupBytes: Bytes,
    minimumBytes: Bytes,
    maximumBytes: Bytes,
    buffer: z.number().int(),
    priority: z.number().int(),
  }),
  firmware: z.object({
    secureBoot: OnOff,
    secureBootTemplateId: z.string(),
    /** Ids of drives and adapters. */
    bootOrder: z.array(z.string()),
    consoleMode: z.string(),
    pauseAfterBootFailure: OnOff,
    preferredNetworkBootProtocol: z.string(),
  }),
  security: z.object({
    hasKeyProtector: z.boolean(),
    tpmEnabled: z.boolean(),
    encryptStateAndVmMigrationTraffic: z.boolean(),
    virtualizationBasedSecurityOptOut: z.boolean(),
  }),
  scsiControllers: z.array(z.object({ id: z.string() })),
  drives: z.array(Drive),
  adapters: z.array(Adapter),
  comPorts: z.array(z.object({ number: z.number().int(), path: z.string(), debuggerMode: OnOff })),
  /** Lower-case ids of the integration services that are enabled. */
  integrationServices: z.array(z.string()),
  video: z.object({ resolutionType: z.string(), horizontal: z.number(), vertical: z.number() }),
});
export type Configuration = z.infer<typeof Configuration>;

export const Snapshot = z.object({
  id: z.string(),
  name: z.string(),
  parentId: z.string().nullable(),
  createdAt: z.number(),
  type: z.enum(['Standard', 'Recovery']),
  isAutomatic: z.boolean(),
  /** `Saved` when it holds the memory of a running VM. */
  state: z.enum(['Off', 'Saved']),
  configuration: Configuration,
});
export type Snapshot = z.infer<typeof Snapshot>;

export const Vm = z.object({
  id: z.string(),
  name: z.string(),
  state: VmState,
  /** `Ok`, or what VMMS is doing to it: `CreatingSnapshot`, `MergingDisks`, … */
  operationalStatus: z.string(),
  generation: z.number().int(),
  version: z.string(),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  notes: z.string(),
  path: z.string(),
  snapshotFileLocation: z.string(),
  smartPagingFilePath: z.string(),
  automaticStartAction: z.string(),
  automaticStopAction: z.string(),
  automaticStartDelay: z.number().int(),
  automaticCriticalErrorAction: z.string(),
  automaticCheckpointsEnabled: z.boolean(),
  lockOnDisconnect: OnOff,
  checkpointType: z.string(),
  configuration: Configuration,
  snapshots: z.array(Snapshot),
  parentSnapshotId: z.string().nullable(),
  /** Disks of removed checkpoints that several others still stand on. */
  looseDisks: z.array(z.string()),
  meteringSince: z.number().nullable(),
  /** What the guest tells through KVP, by name; set by the control line. */
  kvp: z.record(z.string(), z.string()),
  ipAddresses: z.array(z.string()),
  heartbeat: z.string(),
});
export type Vm = z.infer<typeof Vm>;

export const Switch = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(['Private', 'Internal', 'External']),
  notes: z.string(),
  allowManagementOS: z.boolean(),
  adapterDescription: z.string().nullable(),
});
export type Switch = z.infer<typeof Switch>;

/** A network adapter that is hardware, as `Get-NetAdapter` tells it. */
export const NetAdapter = z.object({
  name: z.string(),
  interfaceDescription: z.string(),
  status: z.enum(['Up', 'Disconnected', 'Disabled']),
  macAddress: z.string(),
  linkSpeed: z.string(),
});
export type NetAdapter = z.infer<typeof NetAdapter>;

/** What a test may set about the machine itself. */
export const Machine = z.object({
  isServer: z.boolean(),
  logicalProcessors: z.number().int().positive(),
  memoryBytes: Bytes,
  netAdapters: z.array(NetAdapter),
  isElevated: z.boolean(),
  isHypervAdministrator: z.boolean(),
  hypervisorPresent: z.boolean(),
  virtualizationFirmwareEnabled: z.boolean(),
  featureState: z.enum(['Enabled', 'Disabled']),
  vmmsStatus: z.enum(['Running', 'Stopped']),
});
export type Machine = z.infer<typeof Machine>;

export const HostRecord = z.object({
  name: z.string(),
  machine: Machine,
  virtualMachinePath: z.string(),
  virtualHardDiskPath: z.string(),
  macAddressMinimum: z.string(),
  macAddressMaximum: z.string(),
  numaSpanningEnabled: z.boolean(),
  enableEnhancedSessionMode: z.boolean(),
  maximumStorageMigrations: z.number().int(),
  maximumVirtualMachineMigrations: z.number().int(),
  migrationEnabled: z.boolean(),
  migrationAuthentication: z.enum(['CredSSP', 'Kerberos']).default('CredSSP'),
  /** Last three octets of the next dynamic MAC address. */
  nextMac: z.number().int(),
  switches: z.array(Switch),
  /** Paths of this machine's disks that Mount-VHD has mounted. */
  mounted: z.array(z.object({ path: z.string(), diskNumber: z.number().int(), isReadOnly: z.boolean() })),
  neighbors: z.array(z.object({ macAddress: z.string(), ipAddress: z.string() })),
});
export type HostRecord = z.infer<typeof HostRecord>;
