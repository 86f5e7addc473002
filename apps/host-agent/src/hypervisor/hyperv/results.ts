/** What the driver reads of Hyper-V's answers. A Windows host says more; the driver ignores what it does not use. */
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';

const Guid = z.string().toLowerCase();
const bytes = z.number().min(0);
/** A VM whose configuration is lost says null where it cannot know. */
const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

export const DriveResult = z.object({
  /** Null for an empty DVD drive. */
  Path: z.string().nullish(),
  ControllerNumber: z.number(),
  ControllerLocation: z.number(),
});
export type DriveResult = z.infer<typeof DriveResult>;

/** A VM as `Get-BusbarVMSummary` tells it. */
export const VmSummary = z.object({
  Id: Guid,
  Name: text,
  /** Name of a VMState. */
  State: text,
  /** What is being done with it, such as ExportingVirtualMachine. */
  PrimaryOperationalStatus: text,
  Notes: text,
  ResourceMeteringEnabled: z.boolean().nullish(),
  /** Folder of its configuration. */
  Path: text,
  ConfigurationLocation: text,
  CreationTime: text,
  /** The checkpoint that the VM as it is was made from. */
  ParentSnapshotId: Guid.nullish(),
  ProcessorCount: z.number().nullish(),
  MemoryStartup: bytes.nullish(),
  MemoryAssigned: bytes.nullish(),
  HardDrives: list(DriveResult),
  DVDDrives: list(DriveResult),
  NetworkAdapters: list(
    z.object({
      SwitchId: Guid.nullish(),
      /** Twelve digits; zeros before the first start of a dynamic one. */
      MacAddress: text,
      /** What the guest's integration service says. */
      IPAddresses: list(z.string()),
    }),
  ),
});
export type VmSummary = z.infer<typeof VmSummary>;

export const NewVmResult = z.object({ Id: Guid });
export const DiskResult = z.object({ Path: z.string(), Size: bytes, FileSize: bytes.nullish() });
export const SwitchResult = z.object({
  Id: Guid,
  Name: z.string(),
  SwitchType: z.string(),
  Notes: z.string().nullish(),
  AllowManagementOS: z.boolean().nullish(),
  NetAdapterInterfaceDescription: text,
  NetAdapterInterfaceDescriptions: list(z.string()),
});
export type SwitchResult = z.infer<typeof SwitchResult>;
export const NetAdapterResult = z.object({
  Name: z.string(),
  InterfaceDescription: text,
  Status: text,
  MacAddress: text,
  LinkSpeed: text,
});
export const PreflightResult = z.object({ Name: z.string(), State: z.string(), Message: text, Remedy: text });
export type PreflightResult = z.infer<typeof PreflightResult>;
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null);
export const VmHostResult = z.object({
  Name: text,
  LogicalProcessorCount: z.number().nullish(),
  MemoryCapacity: bytes.nullish(),
  SupportedVmVersions: list(z.string()),
  /** Releases that do not tell them say null. */
  SecureBootTemplates: list(z.object({ Id: Guid, Name: text })),
  NumaSpanningEnabled: flag,
  EnableEnhancedSessionMode: flag,
  IovSupport: flag,
  VirtualMachineMigrationEnabled: flag,
  /** `CredSSP` or `Kerberos`. */
  VirtualMachineMigrationAuthenticationType: text,
});
export type VmHostResult = z.infer<typeof VmHostResult>;
/** What keeps a VM from going to another host, in Hyper-V's own words. */
export const CompatibilityResult = z.object({
  Incompatibilities: list(z.object({ MessageId: z.number().nullish(), Message: text })),
});
export type Incompatibility = z.infer<typeof CompatibilityResult>['Incompatibilities'][number];
export const NumaNodeResult = z.object({
  NodeId: z.number().int().min(0),
  /** One for each of its logical processors. */
  ProcessorsAvailability: list(z.string()),
  /** In MiB. */
  MemoryTotal: z.number().min(0).nullish(),
});
export type NumaNodeResult = z.infer<typeof NumaNodeResult>;
export const MeteringResult = z.object({
  MeteringDurationSeconds: z.number().min(0).nullish(),
  /** In MHz. */
  AverageProcessorUsage: z.number().min(0).nullish(),
  /** In MiB, as the next ones. */
  AverageMemoryUsage: z.number().min(0).nullish(),
  MaximumMemoryUsage: z.number().min(0).nullish(),
  MinimumMemoryUsage: z.number().min(0).nullish(),
  TotalDiskAllocation: z.number().min(0).nullish(),
  AggregatedDiskDataRead: z.number().min(0).nullish(),
  AggregatedDiskDataWritten: z.number().min(0).nullish(),
});
export type MeteringResult = z.infer<typeof MeteringResult>;
export const AdapterResult = z.object({
  Id: z.string(),
  Name: text,
  SwitchName: text,
  /** Twelve digits; zeros before the first start of a dynamic one. */
  MacAddress: text,
  DynamicMacAddressEnabled: z.boolean().nullish(),
  VlanSetting: z.object({ OperationMode: text, AccessVlanId: z.number().nullish() }).nullish(),
});
export type AdapterResult = z.infer<typeof AdapterResult>;
export const MemoryResult = z.object({
  DynamicMemoryEnabled: z.boolean(),
  Startup: bytes,
  Minimum: bytes.nullish(),
  Maximum: bytes.nullish(),
  Buffer: z.number().nullish(),
});
export type MemoryResult = z.infer<typeof MemoryResult>;
export const FirmwareResult = z.object({
  SecureBoot: text,
  SecureBootTemplate: text,
  SecureBootTemplateId: text,
});
export type FirmwareResult = z.infer<typeof FirmwareResult>;
export const SecurityResult = z.object({ TpmEnabled: z.boolean().nullish() });
export const SnapshotResult = z.object({
  Id: Guid,
  Name: text,
  SnapshotType: z.string(),
  /** Name of a VMState: in which a VM is that is returned to it. */
  State: text,
  ParentSnapshotId: Guid.nullish(),
  CreationTime: text,
});
export type SnapshotResult = z.infer<typeof SnapshotResult>;

/** @throws AppError `bad-peer` for an answer that Hyper-V would not give. */
export function parseResults<Schema extends z.ZodType>(
  schema: Schema,
  results: readonly unknown[],
): z.output<Schema>[] {
  const parsed = z.array(schema).safeParse(results);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'bad-peer',
    `Hyper-V answered with something unexpected: ${z.prettifyError(parsed.error)}`,
  );
}

/** @throws AppError `bad-peer` unless it is exactly one. */
export function parseResult<Schema extends z.ZodType>(
  schema: Schema,
  results: readonly unknown[],
): z.output<Schema> {
  const [result, ...others] = parseResults(schema, results);
  if (result !== undefined && others.length === 0) return result;
  throw new AppError('bad-peer', `Hyper-V answered with ${results.length} objects where one was expected.`);
}
