import { Id } from '@busbar/shared/domain/ids';
import { VmExportDocument } from '@busbar/shared/jobs/vm-export';
import type { VmExport } from '@busbar/shared/protocol/asked-of-host';
import { DriverName } from '@busbar/shared/protocol/link';
import { z } from 'zod';
import type { ExportedVm } from '../hypervisor/exporting.ts';

export const recordName = 'export.json';

/**
 * What an export says of itself, in `export.json`. Whoever reads one of a later version knows that there is more in it
 * than is understood here, and leaves it alone.
 */
export const ExportRecord = z.object({
  version: z.literal(1),
  id: Id,
  name: z.string(),
  createdAt: z.iso.datetime(),
  /** Of the VM's files, without this one and the sums. */
  sizeBytes: z.number().int().min(0),
  isLive: z.boolean(),
  vm: z.object({
    id: Id,
    name: z.string(),
    driver: DriverName,
    image: z.string(),
    cpuCount: z.number().int().min(0),
    memoryBytes: z.number().int().min(0),
    diskBytes: z.number().int().min(0),
    network: z.enum(['none', 'user']),
    ...VmExportDocument.pick({ template: true, instanceId: true }).shape,
  }),
});
export type ExportRecord = z.infer<typeof ExportRecord>;

export type NewExport = {
  readonly id: string;
  readonly createdAt: Date;
  readonly driver: DriverName;
  readonly vm: ExportedVm;
  readonly document: VmExportDocument;
};

export function newRecord(made: NewExport, sizeBytes: number): ExportRecord {
  const { vmId, power, bytes: _bytes, ...vm } = made.vm;
  const { name, template, instanceId } = made.document;
  return ExportRecord.parse({
    version: 1,
    id: made.id,
    name,
    createdAt: made.createdAt.toISOString(),
    sizeBytes,
    isLive: power === 'running',
    vm: { id: vmId, driver: made.driver, ...vm, template, instanceId },
  });
}

/** As the control plane is told. */
export function describeExport({ version: _version, createdAt, vm, ...record }: ExportRecord): VmExport {
  const { template: _template, instanceId: _instanceId, ...told } = vm;
  return { ...record, createdAt: Date.parse(createdAt), vm: told };
}
