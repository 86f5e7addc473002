/**
 * One append-only file of checksummed records. Appends that come while another is being written share one
 * write and one sync (group commit). It knows nothing of what the records mean.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { decodeRecords, encodeRecord } from './record-lines.ts';
import { storageError } from './storage-error.ts';

type Waiting = {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
};

export type OpenedRecordFile = { readonly file: RecordFile; readonly records: readonly unknown[] };

export class RecordFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #sizeBytes: number;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;
  /** Set when the file's end is no longer known to be whole; nothing may be appended after that. */
  #broken: AppError | null = null;

  private constructor(path: string, handle: FileHandle, sizeBytes: number) {
    this.path = path;
    this.#handle = handle;
    this.#sizeBytes = sizeBytes;
  }

  /**
   * Opens or makes the file (0600), cuts a torn last line off and returns the records before it.
   *
   * @throws `internal` when the file is damaged in the middle, which no crash of ours explains.
   */
  static async open(path: string): Promise<OpenedRecordFile> {
    const handle = await open(path, 'a+', 0o600);
    try {
      const content = await handle.readFile();
      const { records, wholeBytes, isDamaged } = decodeRecords(content);
      if (isDamaged) throw new AppError('internal', `The file ${path} is damaged in the middle.`);
      if (wholeBytes < content.length) await handle.truncate(wholeBytes);
      return { file: new RecordFile(path, handle, wholeBytes), records };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Resolves when the record is on the disk. @throws `insufficient-storage` or `internal`; nothing was kept then. */
  append(record: unknown): Promise<void> {
    return this.appendAll([record]);
  }

  /** All or none, as far as the caller is told; a power cut may keep some of them. */
  appendAll(records: readonly unknown[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ line: records.map(encodeRecord).join(''), resolve, reject });
    this.#writing ??= this.#drain();
    return promise;
  }

  /** Waits for what is being written, then closes. Later appends are refused. */
  async close(): Promise<void> {
    await this.#writing;
    this.#broken ??= new AppError('internal', `The file ${this.path} is closed.`);
    await this.#handle.close();
  }

  async #drain(): Promise<void> {
    // Appends made in the same turn of the event loop share the first write.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0));
    this.#writing = null;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    try {
      if (this.#broken !== null) throw this.#broken;
      const bytes = Buffer.from(batch.map(({ line }) => line).join(''));
      await this.#handle.writeFile(bytes);
      await this.#handle.datasync();
      this.#sizeBytes += bytes.length;
      for (const { resolve } of batch) resolve();
    } catch (thrown) {
      const error = toAppError(storageError(thrown, this.path));
      await this.#cutBack();
      for (const { reject } of batch) reject(error);
    }
  }

  async #cutBack(): Promise<void> {
    if (this.#broken !== null) return;
    try {
      await this.#handle.truncate(this.#sizeBytes);
    } catch (cause) {
      this.#broken = new AppError('internal', `The file ${this.path} could not be repaired.`, { cause });
    }
  }
}
