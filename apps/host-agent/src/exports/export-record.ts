import type { VmExportDocument } from '@busbar/shared/jobs/vm-export';
import type { VmExport } from '@busbar/shared/protocol/asked-of-host';
import { z } from 'zod';
import type { CopyKind } from '../copies/copy-kind.ts';
import { copyFacts, describeCopy, type NewCopy, newCopyFacts } from '../copies/copy-record.ts';

export const recordName = 'export.json';

/**
 * What an export says of itself, in `export.json`. Whoever reads one of a later version knows that there is more in it
 * than is understood here, and leaves it alone.
 */
export const ExportRecord = z.object({ ...copyFacts, name: z.string() });
export type ExportRecord = z.infer<typeof ExportRecord>;

export const exportKind: CopyKind<ExportRecord> = {
  word: 'export',
  verb: 'import',
  recordName,
  schema: ExportRecord,
  isBeside: () => false,
  folderNameOf: ({ id }) => id,
  idOf: (folderName) => folderName,
};

export type NewExport = NewCopy & { readonly document: VmExportDocument };

export const newRecord = (made: NewExport, sizeBytes: number): ExportRecord =>
  ExportRecord.parse({ ...newCopyFacts(made, sizeBytes), name: made.document.name });

/** As the control plane is told. */
export const describeExport = (record: ExportRecord): VmExport => describeCopy(record);
