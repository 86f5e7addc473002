/**
 * What the control plane asks of a host whenever somebody looks, and keeps nowhere: messages of the link, whose paths are
 * in `link.ts`. What a host says is hostile input: every text and list has a bound.
 */
import { z } from 'zod';
import { CheckpointId } from '../domain/checkpoint.ts';
import { DiskId } from '../domain/disk.ts';
import { Id } from '../domain/ids.ts';
import { DiskFileName, diskFileLimit } from '../domain/image.ts';
import { IsoName, isoLimit } from '../domain/iso.ts';
import { PlaceName } from '../domain/place.ts';
import { SwitchId } from '../domain/switch.ts';
import { ByteCount, ShortText } from './bounds.ts';
import { DriverName } from './host-facts.ts';

/** One kept state of a VM, as its hypervisor tells it now. */
export const Checkpoint = z.object({
  id: CheckpointId,
  /** People give it here or at the hypervisor, so it may be anything. */
  name: ShortText,
  /** The checkpoint on which this one was made; null for the first. */
  parentId: CheckpointId.nullable(),
  /** Milliseconds since 1970 on the host's clock. */
  createdAt: z.number().min(0).max(8.64e15),
  /** Whether the VM as it is now was made from this one. */
  isCurrent: z.boolean(),
  /** Whether the memory of the running VM is in it; without, only disks and settings are. */
  hasMemory: z.boolean(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;
/** In the order of their making. Hyper-V has at most 50 of a VM. */
export const CheckpointList = z.object({ checkpoints: z.array(Checkpoint).max(200) });
export type CheckpointList = z.infer<typeof CheckpointList>;

/** An ISO file in the folder that the host keeps for them. */
export const HostIso = z.object({ name: IsoName, sizeBytes: ByteCount });
export type HostIso = z.infer<typeof HostIso>;
/** A disc in a drive of a VM. */
export const MediumInVm = z.object({
  /** `iso`: attached by `media.attach`. Null: by somebody on the host. */
  role: z.enum(['seed', 'tools', 'iso']).nullable(),
  /** The file's name without its folder, which may be anything. */
  name: z.string().max(1024),
});
export type MediumInVm = z.infer<typeof MediumInVm>;
/** What is in the drives of a VM, and what could be. */
export const VmMedia = z.object({
  /** Hyper-V has at most 256 places for them. */
  media: z.array(MediumInVm).max(256),
  /** On the host, for people who put ISO files there. */
  isosFolder: z.string().max(1024),
  isos: z.array(HostIso).max(isoLimit),
});
export type VmMedia = z.infer<typeof VmMedia>;
/** A copy of a VM in a folder of its own on its host, whole and checked. */
export const VmExport = z.object({
  /** Its folder's name; that of the job that made it. */
  id: Id,
  /** What the person called it who asked for it. */
  name: ShortText,
  /** Milliseconds since 1970 on the host's clock. */
  createdAt: z.number().min(0).max(8.64e15),
  /** Of all its files. */
  sizeBytes: ByteCount,
  /** Copied while the VM ran: its disks are as after a power cut. */
  isLive: z.boolean(),
  /** The VM as it was, which may have been deleted since. */
  vm: z.object({
    id: Id,
    name: ShortText,
    driver: DriverName,
    cpuCount: z.number().int().min(0),
    memoryBytes: ByteCount,
    diskBytes: ByteCount,
    /** Since 1.8; absent from an older host agent, which cannot import either. */
    image: ShortText.optional(),
    network: z.enum(['none', 'user']).optional(),
  }),
});
export type VmExport = z.infer<typeof VmExport>;
/** A folder that is named as an export is, and does not say what it holds. */
export const UnreadableExport = z.object({ id: Id, damage: ShortText });
export type UnreadableExport = z.infer<typeof UnreadableExport>;
/** Newest first, at most as many. */
export const exportLimit = 1000;
export const ExportList = z.object({
  /** Where they are on the host, for people who copy them elsewhere. */
  folder: z.string().max(1024),
  exports: z.array(VmExport).max(exportLimit),
  /** Since 1.15. */
  unreadable: z.array(UnreadableExport).max(exportLimit).default([]),
});
export type ExportList = z.infer<typeof ExportList>;
export const RemoveExport = z.object({ exportId: Id });
export type RemoveExport = z.infer<typeof RemoveExport>;
/** As it was; null, since 1.15, for one that did not say what it held. */
export const RemovedExport = VmExport.nullable();
export type RemovedExport = z.infer<typeof RemovedExport>;

/** A virtual switch as its hypervisor has it now. */
export const HostSwitch = z.object({
  id: SwitchId,
  /** People give it here or at the hypervisor, so it may be anything; as may the notes. */
  name: ShortText,
  notes: z.string().max(1024),
  /** In the hypervisor's words, such as `External`. */
  type: ShortText,
  /** Of an external one: what the host calls its network adapter. */
  adapter: ShortText.nullable(),
  /** Whether the host itself uses that adapter too. */
  sharesAdapter: z.boolean(),
  /** VMs that have a network and name no switch are put on this one. */
  isForVms: z.boolean(),
  /** It belongs to the system and cannot be removed. */
  isBuiltIn: z.boolean(),
  /** Running or not; `vmId` is null for one that Busbar did not make. */
  vms: z.array(z.object({ vmId: Id.nullable(), name: ShortText })).max(10_000),
});
export type HostSwitch = z.infer<typeof HostSwitch>;
/** A network adapter of the host itself. */
export const HostNetAdapter = z.object({
  name: ShortText,
  description: ShortText,
  /** In the system's words, such as `Up`. */
  status: ShortText,
  macAddress: ShortText,
  speed: ShortText,
  /** Name of the external switch that has it. */
  takenBy: ShortText.nullable(),
});
export type HostNetAdapter = z.infer<typeof HostNetAdapter>;
export const SwitchList = z.object({
  driver: DriverName,
  switches: z.array(HostSwitch).max(256),
  adapters: z.array(HostNetAdapter).max(256),
});
export type SwitchList = z.infer<typeof SwitchList>;
/** A file in the folder that the host keeps for disks to be imported; what it is is looked at when it is. */
export const DiskFile = z.object({ name: DiskFileName, sizeBytes: ByteCount });
export type DiskFile = z.infer<typeof DiskFile>;
export const DiskFileList = z.object({
  /** On the host, for people who put disks there. */
  folder: z.string().max(1024),
  files: z.array(DiskFile).max(diskFileLimit),
});
export type DiskFileList = z.infer<typeof DiskFileList>;

/** Kept by the hypervisor, whether somebody looks or not. */
export const MeteringReport = z.object({
  /** Since metering was turned on, or begun anew. */
  seconds: z.number().min(0),
  averageCpuMhz: z.number().min(0),
  averageMemoryBytes: ByteCount,
  maximumMemoryBytes: ByteCount,
  minimumMemoryBytes: ByteCount,
  /** What its disks may grow to. */
  diskBytes: ByteCount,
  diskReadBytes: ByteCount,
  diskWrittenBytes: ByteCount,
});
export type MeteringReport = z.infer<typeof MeteringReport>;

/** What a VM has beside CPUs and disk, as its hypervisor tells it now. */
export const VmHardware = z.object({
  memory: z.object({
    /** What it starts with; all that it ever has unless `dynamic` says otherwise. */
    startupBytes: ByteCount,
    dynamic: z
      .object({
        minimumBytes: ByteCount,
        maximumBytes: ByteCount,
        bufferPercent: z.number().int().min(0).nullable(),
      })
      .nullable(),
    /** What it has just now; null while it is off. */
    assignedBytes: ByteCount.nullable(),
  }),
  adapters: z
    .array(
      z.object({
        name: ShortText,
        /** Null for one that is on no switch. */
        switchName: ShortText.nullable(),
        vlanId: z.number().int().min(1).max(4094).nullable(),
        /** Null until the hypervisor has given it one, at the first start. */
        macAddress: ShortText.nullable(),
        isMacDynamic: z.boolean(),
      }),
    )
    .max(64),
  /** In the hypervisor's words, such as `MicrosoftUEFICertificateAuthority`; null where it is off. */
  secureBoot: ShortText.nullable(),
  hasTpm: z.boolean(),
  /** Since 1.20. What it has used since metering began; null while that is off, absent where there is no such thing. */
  metering: MeteringReport.nullable().optional(),
});
export type VmHardware = z.infer<typeof VmHardware>;

/** A file by its name without its folder, which may be anything, and the room that it takes; null where it cannot be read. */
const DiskFileOfVm = z.object({ name: z.string().max(1024), fileBytes: ByteCount.nullable() });
/** A disk of a VM as its hypervisor has it now. */
export const VmDisk = DiskFileOfVm.extend({
  id: DiskId,
  /** Where the guest finds it, in the hypervisor's words, such as `SCSI 0:3`. */
  place: ShortText,
  /** Such as `vhdx`. */
  format: ShortText,
  /** `differencing`: it holds what differs from the first of `below`. */
  kind: z.enum(['dynamic', 'fixed', 'differencing']),
  /** What the guest sees; null where its file cannot be read. */
  sizeBytes: ByteCount.nullable(),
  /** What it stands on, the nearest first. */
  below: z.array(DiskFileOfVm).max(256),
  /** Its file is in the VM's own folder, and goes with the VM. */
  isOurs: z.boolean(),
});
export type VmDisk = z.infer<typeof VmDisk>;
/** The system disk first. Hyper-V has at most 256 places for them. */
export const VmDisks = z.object({
  disks: z.array(VmDisk).max(256),
  /** On the host, where files of disks stay that are removed and not deleted. */
  folder: z.string().max(1024),
});
export type VmDisks = z.infer<typeof VmDisks>;

/** A folder that the host's configuration names. */
export const HostPlace = z.object({
  name: PlaceName,
  /** On the host. */
  path: z.string().max(1024),
  /** Null where it cannot be looked at. */
  freeBytes: ByteCount.nullable(),
  /** Why nothing can be put there now, and what to do. */
  problem: z.string().max(1024).nullable(),
});
export type HostPlace = z.infer<typeof HostPlace>;
/** Where the files of a VM are, and where else they could be. */
export const VmStorage = z.object({
  /** Null: not all of them are in one place that the host names. */
  place: PlaceName.nullable(),
  /** About as many as a move copies: of all its disks and of what they stand on. */
  bytes: ByteCount,
  places: z.array(HostPlace).max(64),
});
export type VmStorage = z.infer<typeof VmStorage>;
