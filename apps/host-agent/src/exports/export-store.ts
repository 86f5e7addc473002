/** The exports of this host, each in a folder that is named by its id. */
import { type ExportList, exportLimit, type RemovedExport } from '@busbar/shared/protocol/asked-of-host';
import { goneCopy } from '../copies/check-copy.ts';
import { CopyFolder } from '../copies/copy-folder.ts';
import { unreadableRecord } from '../copies/copy-kind.ts';
import { describeExport, type ExportRecord, exportKind, type NewExport, newRecord } from './export-record.ts';

export class ExportStore extends CopyFolder<ExportRecord> {
  constructor(folder: string) {
    super(folder, exportKind);
  }

  /** Newest first. What is not understood takes its room all the same. */
  async list(): Promise<ExportList> {
    const looks = await Promise.all(
      (await this.entries()).map(async ({ id }) => ({ id, record: await this.find(id) })),
    );
    const found = looks.flatMap(({ record }) => (record === null ? [] : describeExport(record)));
    const newestFirst = found.toSorted((one, other) => other.createdAt - one.createdAt);
    const unreadable = looks.flatMap(({ id, record }) => (record === null ? { id, damage } : []));
    return {
      folder: this.folder,
      exports: newestFirst.slice(0, exportLimit),
      unreadable: unreadable.slice(0, exportLimit),
    };
  }

  /** Says in the folder what it is, once the VM's files are in it. */
  describe(made: NewExport): Promise<ExportRecord> {
    return this.writeRecord(made.id, (sizeBytes) => newRecord(made, sizeBytes));
  }

  /** One that is there, damaged or not: what a job is at work with stays. @throws AppError `not-found` */
  async removeThere(id: string): Promise<RemovedExport> {
    if ((await this.pathOf(id)) === null) throw goneCopy('export', id);
    const removed = await this.remove(id);
    return removed === null ? null : describeExport(removed);
  }
}

const damage = unreadableRecord(exportKind);
