import { Id } from '@busbar/shared/domain/ids';
import { VmExportDocument } from '@busbar/shared/jobs/vm-export';
import { DriverName } from '@busbar/shared/protocol/host-facts';
import { z } from 'zod';
import type { ExportedVm } from '../hypervisor/exporting.ts';

/** The VM as it was copied, in the record of its copy. */
export const CopiedVmRecord = z.object({
  id: Id,
  name: z.string(),
  driver: DriverName,
  image: z.string(),
  cpuCount: z.number().int().min(0),
  memoryBytes: z.number().int().min(0),
  diskBytes: z.number().int().min(0),
  network: z.enum(['none', 'user']),
  ...VmExportDocument.pick({ template: true, instanceId: true }).shape,
});
export type CopiedVmRecord = z.infer<typeof CopiedVmRecord>;

/** In every record of a copy. */
export const copyFacts = {
  version: z.literal(1),
  id: Id,
  createdAt: z.iso.datetime(),
  /** Of the VM's files, without the record and the sums. */
  sizeBytes: z.number().int().min(0),
  isLive: z.boolean(),
  vm: CopiedVmRecord,
} as const;

export type NewCopy = {
  readonly id: string;
  readonly createdAt: Date;
  readonly driver: DriverName;
  readonly vm: ExportedVm;
  readonly document: Pick<VmExportDocument, 'template' | 'instanceId'>;
};

export function newCopyFacts({ id, createdAt, driver, vm: copied, document }: NewCopy, sizeBytes: number) {
  const { vmId, name, image, cpuCount, memoryBytes, diskBytes, network, power } = copied;
  const { template, instanceId } = document;
  return {
    version: 1,
    id,
    createdAt: createdAt.toISOString(),
    sizeBytes,
    isLive: power === 'running',
    vm: {
      ...{ id: vmId, name, driver, image, cpuCount, memoryBytes, diskBytes, network },
      ...{ template, instanceId },
    },
  } as const;
}

type Copied<Facts> = Facts & { readonly version: 1; readonly createdAt: string; readonly vm: CopiedVmRecord };

/** As the control plane is told: without what it has said itself. */
export function describeCopy<Facts>({ version: _version, createdAt, vm, ...facts }: Copied<Facts>) {
  const { template: _template, instanceId: _instanceId, ...told } = vm;
  return { ...facts, createdAt: Date.parse(createdAt), vm: told };
}
