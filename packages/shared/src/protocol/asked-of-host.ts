/**
 * What the control plane asks of a host whenever somebody looks, and keeps nowhere: messages of the link, whose paths are
 * in `link.ts`. What a host says is hostile input: every text and list has a bound.
 */
import { z } from 'zod';
import { CheckpointId } from '../domain/checkpoint.ts';
import { Id } from '../domain/ids.ts';
import { IsoName, isoLimit } from '../domain/iso.ts';
import { ByteCount, DriverName, ShortText } from './link.ts';

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
  }),
});
export type VmExport = z.infer<typeof VmExport>;
/** Newest first, at most as many. */
export const exportLimit = 1000;
export const ExportList = z.object({
  /** Where they are on the host, for people who copy them elsewhere. */
  folder: z.string().max(1024),
  exports: z.array(VmExport).max(exportLimit),
});
export type ExportList = z.infer<typeof ExportList>;
export const RemoveExport = z.object({ exportId: Id });
export type RemoveExport = z.infer<typeof RemoveExport>;
