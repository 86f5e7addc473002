/** The exports of this host, each in a folder that is named by its id. */
import { type ExportList, exportLimit, type VmExport } from '@busbar/shared/protocol/asked-of-host';
import { CopyFolder } from '../copies/copy-folder.ts';
import { describeExport, type ExportRecord, exportKind, type NewExport, newRecord } from './export-record.ts';

export class ExportStore extends CopyFolder<ExportRecord> {
  constructor(folder: string) {
    super(folder, exportKind);
  }

  /** Newest first. What is not understood is passed over: it is not ours, or of a later version. */
  async list(): Promise<ExportList> {
    const records = await Promise.all((await this.entries()).map(({ id }) => this.find(id)));
    const found = records.filter((record) => record !== null).map(describeExport);
    const newestFirst = found.toSorted((one, other) => other.createdAt - one.createdAt);
    return { folder: this.folder, exports: newestFirst.slice(0, exportLimit) };
  }

  /** Says in the folder what it is, once the VM's files are in it. */
  describe(made: NewExport): Promise<ExportRecord> {
    return this.writeRecord(made.id, (sizeBytes) => newRecord(made, sizeBytes));
  }

  /** One that is there: what a job is at work with stays. What it was, or null. */
  async removeWhole(id: string): Promise<VmExport | null> {
    if ((await this.find(id)) === null) return null;
    const removed = await this.remove(id);
    return removed === null ? null : describeExport(removed);
  }
}
