import { z } from 'zod';
import { adapterLimit } from '../domain/adapter-limit.ts';
import { AdapterHardware, hardwareFields } from '../domain/hardware.ts';
import { Id } from '../domain/ids.ts';
import { VmName } from '../domain/names.ts';
import { SeedDocuments, TemplateVariable, VariableValues } from '../domain/template.ts';
import { DriverName } from '../protocol/host-facts.ts';
import { defineJobKind } from './job-kind.ts';

const minute = 60_000;

/** What the Provision page sends. `hostId` null lets the control plane choose the host with most room. */
export const VmProvisionInput = z.object({
  hostId: Id.nullable(),
  driver: DriverName,
  image: z.string().min(1).max(64),
  /** The host that is named may lack the image: it is copied there from another one first, by a job of its own. */
  copyImage: z.boolean().optional(),
  templateId: Id,
  name: VmName,
  cpuCount: z
    .number('Say how many CPUs.')
    .int('A VM has whole CPUs.')
    .min(1, 'A VM has at least one CPU.')
    .max(64, 'A VM has at most 64 CPUs.'),
  memoryMb: z
    .number('Say how much memory, in MiB.')
    .int('Memory is in whole MiB.')
    .min(64, 'A VM has at least 64 MiB of memory.')
    .max(1024 * 1024, 'A VM has at most 1 TiB of memory.'),
  diskGb: z
    .number('Say how large the disk is, in GiB.')
    .int('A disk has whole GiB.')
    .min(1, 'A disk has at least 1 GiB.')
    .max(65_536, 'A disk has at most 64 TiB.'),
  /** Off by default where the driver allows it: a VM without any network device is what Busbar is for. */
  network: z.enum(['none', 'user']).default('none'),
  /** Memory that follows need, adapters of its own, a TPM: for drivers with the abilities. */
  ...hardwareFields,
  variables: VariableValues,
  tags: z
    .array(z.string().min(1).max(40, 'A tag has at most 40 characters.'))
    .max(16, 'A VM has at most 16 tags.')
    .default([]),
  /** `keep` leaves a VM that was started and then failed as it is, to be looked into and continued. */
  onFailure: z.enum(['undo', 'keep']).optional(),
});
export type VmProvisionInput = z.infer<typeof VmProvisionInput>;

/** As a host is told: bytes, and adapters without the addresses, which are in the network-config. */
export const DynamicMemoryBytes = z.object({
  minimumBytes: z.number().int().positive(),
  maximumBytes: z.number().int().positive(),
  bufferPercent: z.number().int().min(5).max(2000),
});
export type DynamicMemoryBytes = z.infer<typeof DynamicMemoryBytes>;

const hardwareOfDocument = {
  dynamicMemory: DynamicMemoryBytes.nullable().optional(),
  adapters: z.array(AdapterHardware).max(adapterLimit).optional(),
  tpm: z.boolean().optional(),
};

export const VmProvisionDocument = z.object({
  vmId: Id,
  name: VmName,
  driver: DriverName,
  image: z.string().min(1).max(64),
  cpuCount: z.number().int().min(1).max(64),
  memoryBytes: z.number().int().positive(),
  diskBytes: z.number().int().positive(),
  /** `user` also for a VM with adapters of its own, which a host that knows of none is not asked for. */
  network: z.enum(['none', 'user']),
  ...hardwareOfDocument,
  /** Not rendered: the host renders, so that secrets stay sealed until then. */
  template: SeedDocuments,
  /** Values that are not secret, built-in variables included. */
  variables: VariableValues,
  /** The template's own variables, whose types decide how a value is written. Absent: all are text. */
  declared: z.array(TemplateVariable).max(200).optional(),
});
export type VmProvisionDocument = z.infer<typeof VmProvisionDocument>;

export const vmProvision = defineJobKind({
  title: 'Provision',
  input: VmProvisionInput,
  document: VmProvisionDocument,
  /** Values of the template's `secret` variables. */
  secrets: VariableValues,
  steps: [
    { name: 'check', title: 'Check host, name and space' },
    { name: 'render-seed', title: 'Render cloud-init documents' },
    { name: 'build-iso', title: 'Write seed ISO', undo: 'Destroy the seed ISO' },
    { name: 'create-disk', title: 'Create disk', undo: 'Delete the disk' },
    { name: 'create-vm', title: 'Create VM', undo: 'Delete the VM' },
    { name: 'attach-media', title: 'Attach seed and tools discs', undo: 'Detach the seed and tools discs' },
    { name: 'start', title: 'Start VM', undo: 'Cut the power' },
    { name: 'wait-channel', title: 'Wait for the guest agent' },
    { name: 'wait-cloud-init', title: 'Wait for cloud-init' },
    { name: 'keep-identity', title: 'Keep identity inside the guest' },
    { name: 'detach-seed', title: 'Detach and destroy the seed' },
    { name: 'verify', title: 'Verify' },
  ],
  keepsFrom: 'start',
  makesVm: 'running',
  timeoutMs: 60 * minute,
  maxAttempts: 1,
  permission: 'vm.provision',
});
