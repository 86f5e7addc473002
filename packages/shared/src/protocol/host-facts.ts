/** What a host tells of itself when it is greeted: what it can hold, which drivers it has and what they can do, its images. */
import { z } from 'zod';
import { ByteCount, ShortText } from './bounds.ts';

export const DriverName = z.enum(['sandbox', 'qemu', 'hyperv']);
export type DriverName = z.infer<typeof DriverName>;

/** A base disk (or, on the sandbox, a root recipe) that a host can make VMs from. */
export const HostImage = z.object({
  /** Unique on its host and stable, such as `sandbox-default` or `debian-12`. */
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/),
  driver: DriverName,
  title: ShortText,
  os: ShortText,
  sizeBytes: ByteCount,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** Whether real cloud-init runs inside; the sandbox's applier is not cloud-init. */
  hasCloudInit: z.boolean(),
  notes: z.string().max(1000),
  /** Since 1.9. What a disk made from it has at least; absent where disks have no size. */
  virtualSizeBytes: ByteCount.optional(),
  /** Since 1.9. How its disk compared with `sha256` when it was last read; absent where there is no disk to compare. */
  check: z
    .object({
      /** `unverified`: not read since it was last changed. It is read before a VM is made from it. */
      state: z.enum(['verified', 'unverified', 'damaged']),
      /** Milliseconds since 1970 on the host's clock. */
      at: z.number().min(0).max(8.64e15).nullable(),
    })
    .optional(),
  /** Since 1.9. Of an image that was imported. */
  imported: z
    .object({
      slug: ShortText,
      version: ShortText,
      /** A URL without its query, or a file's name. */
      source: z.string().max(2048),
      sourceFormat: ShortText,
      /** Whether the source was compared with a checksum from elsewhere. */
      isChecked: z.boolean(),
      at: z.number().min(0).max(8.64e15),
      defaultUser: ShortText.nullable(),
    })
    .optional(),
  /** Since 1.16. Of an image that was copied here from another host. */
  replicated: z.object({ from: ShortText, at: z.number().min(0).max(8.64e15) }).optional(),
});
export type HostImage = z.infer<typeof HostImage>;

/** The machine as its hypervisor sees it, which may be more than the operating system has for itself. */
export const HypervisorMachine = z.object({
  name: ShortText,
  cpuCount: z.number().int().min(0).max(65_536),
  memoryBytes: ByteCount,
  /** Kinds of VM that it can run, oldest first. */
  vmVersions: z.array(z.string().max(32)).max(64),
  /** Parts of the machine whose CPUs have their own memory; a VM within one is faster. */
  numaNodes: z
    .array(
      z.object({
        id: z.number().int().min(0),
        cpuCount: z.number().int().min(0).max(65_536),
        memoryBytes: ByteCount,
      }),
    )
    .max(64),
  /** In words for people, such as "Live migration". */
  features: z.array(z.object({ name: z.string().max(64), isOn: z.boolean() })).max(32),
  /** Since 1.18. Whether and how VMs may come and go while they run. */
  moves: z
    .object({
      isEnabled: z.boolean(),
      /** In the hypervisor's own word, such as `Kerberos`; empty where it does not tell. */
      authentication: z.string().max(64),
      /** In which each VM that comes has a folder of its own. */
      folder: z.string().max(900),
    })
    .optional(),
});
export type HypervisorMachine = z.infer<typeof HypervisorMachine>;

export const DriverFacts = z.object({
  name: DriverName,
  /** Whether VMs can be made now; otherwise `remedy` says what to do. */
  isReady: z.boolean(),
  version: ShortText,
  remedy: z.string().max(1000).nullable(),
  /** Optional abilities by name: checkpoints, save, serial, screen, export, switches… */
  abilities: z.array(ShortText).max(64),
  /** Facts worth showing, such as "accelerator: tcg (KVM does not boot here)". */
  notes: z.array(z.string().max(500)).max(16),
  /** Since 1.11. Absent where the hypervisor does not tell. */
  machine: HypervisorMachine.optional(),
});
export type DriverFacts = z.infer<typeof DriverFacts>;

export const HostCapacity = z.object({
  cpuCount: z.number().int().min(1),
  memoryBytes: ByteCount,
  memoryFreeBytes: ByteCount,
  diskTotalBytes: ByteCount,
  diskFreeBytes: ByteCount,
});
export type HostCapacity = z.infer<typeof HostCapacity>;
